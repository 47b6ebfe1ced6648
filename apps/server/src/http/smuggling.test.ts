import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { assertRefused, onlyAnswer, openListener, talk, answersIn, DATE, echo } from './testing.ts'
import type { Opened } from './testing.ts'

const H = 'Host: sts.amazonaws.com\r\n'
const chunked = (body: string, more = ''): string =>
  `POST / HTTP/1.1\r\n${H}${more}Transfer-Encoding: chunked\r\n\r\n${body}`
const post = (headers: string, body = 'a'): string => `POST / HTTP/1.1\r\n${H}${headers}\r\n${body}`
const get = (line: string, headers = H): string => `${line}\r\n${headers}\r\n`

interface Case {
  readonly id: string
  readonly bytes: string
  readonly status: number
}

const cases: readonly Case[] = [
  {
    id: 'SIG-19 Content-Length, then Transfer-Encoding',
    bytes: post('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
    status: 400,
  },
  {
    id: 'SIG-19 Transfer-Encoding, then Content-Length',
    bytes: post('Transfer-Encoding: chunked\r\nContent-Length: 5\r\n', '0\r\n\r\n'),
    status: 400,
  },
  { id: 'SIG-19 two equal Content-Length', bytes: post('Content-Length: 1\r\nContent-Length: 1\r\n'), status: 400 },
  { id: 'SIG-19 two different Content-Length', bytes: post('Content-Length: 1\r\nContent-Length: 2\r\n'), status: 400 },
  { id: 'SIG-19 Content-Length as a list', bytes: post('Content-Length: 1, 1\r\n'), status: 400 },
  { id: 'SIG-19 Content-Length with a plus', bytes: post('Content-Length: +1\r\n'), status: 400 },
  { id: 'SIG-19 Content-Length below zero', bytes: post('Content-Length: -1\r\n'), status: 400 },
  { id: 'SIG-19 Content-Length in hexadecimal', bytes: post('Content-Length: 0x1\r\n'), status: 400 },
  { id: 'SIG-19 Content-Length beyond 64 bits', bytes: post('Content-Length: 18446744073709551617\r\n'), status: 400 },
  {
    id: 'SIG-19 Transfer-Encoding: xchunked',
    bytes: post('Transfer-Encoding: xchunked\r\n', '0\r\n\r\n'),
    status: 501,
  },
  {
    id: 'SIG-19 Transfer-Encoding: identity',
    bytes: post('Transfer-Encoding: identity\r\n', '0\r\n\r\n'),
    status: 501,
  },
  {
    id: 'SIG-19 Transfer-Encoding: gzip, chunked',
    bytes: post('Transfer-Encoding: gzip, chunked\r\n', '0\r\n\r\n'),
    status: 501,
  },
  {
    id: 'SIG-19 two Transfer-Encoding',
    bytes: post('Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
    status: 501,
  },
  {
    id: 'SIG-19 Transfer-Encoding: chunked, chunked',
    bytes: post('Transfer-Encoding: chunked, chunked\r\n', '0\r\n\r\n'),
    status: 400,
  },
  {
    id: 'SIG-19 Transfer-Encoding : chunked',
    bytes: post('Transfer-Encoding : chunked\r\n', '0\r\n\r\n'),
    status: 400,
  },
  {
    id: 'SIG-19 Transfer-Encoding with a vertical tab',
    bytes: post('Transfer-Encoding: \x0bchunked\r\n', '0\r\n\r\n'),
    status: 400,
  },
  {
    id: 'SIG-19 Transfer-Encoding in HTTP/1.0',
    bytes: `POST / HTTP/1.0\r\n${H}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    status: 400,
  },
  {
    id: 'SIG-19 one chunk extension of 20 kB',
    bytes: chunked(`1;${'a'.repeat(20_000)}\r\na\r\n0\r\n\r\n`),
    status: 413,
  },
  { id: 'SIG-19 a line feed ends a chunk size', bytes: chunked('1\na\r\n0\r\n\r\n'), status: 400 },
  { id: 'SIG-19 a line feed ends a chunk', bytes: chunked('1\r\na\n0\r\n\r\n'), status: 400 },
  { id: 'SIG-19 a line feed in a chunk extension', bytes: chunked('1;a\nb\r\na\r\n0\r\n\r\n'), status: 400 },
  { id: 'SIG-19 a blank after a chunk size', bytes: chunked('1 \r\na\r\n0\r\n\r\n'), status: 400 },
  { id: 'SIG-19 a chunk size with 0x', bytes: chunked('0x1\r\na\r\n0\r\n\r\n'), status: 400 },
  { id: 'SIG-19 a chunk size beyond 64 bits', bytes: chunked('fffffffffffffffff1\r\na\r\n0\r\n\r\n'), status: 400 },
  {
    id: 'SIG-19 Content-Length in the trailer',
    bytes: chunked('1\r\na\r\n0\r\nContent-Length: 4\r\n\r\n'),
    status: 400,
  },
  { id: 'SIG-19 line feeds only', bytes: 'GET / HTTP/1.1\nHost: a\n\n', status: 400 },
  { id: 'SIG-19 a line feed ends a header', bytes: 'GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n', status: 400 },
  { id: 'SIG-19 a line feed ends the head', bytes: 'GET / HTTP/1.1\r\nHost: a\r\n\n', status: 400 },
  { id: 'SIG-19 a carriage return in a header', bytes: 'GET / HTTP/1.1\r\nHost: a\rX: y\r\n\r\n', status: 400 },
  { id: 'SIG-19 NUL in a header', bytes: get('GET / HTTP/1.1', `${H}X: a\0b\r\n`), status: 400 },
  { id: 'SIG-19 a folded header', bytes: get('GET / HTTP/1.1', `${H}X: a\r\n b\r\n`), status: 400 },
  { id: 'SIG-19 a blank before the first header', bytes: get('GET / HTTP/1.1', ` X: a\r\n${H}`), status: 400 },
  { id: 'SIG-19 Expect: 100-continue', bytes: post('Expect: 100-continue\r\nContent-Length: 1\r\n', ''), status: 417 },
  { id: 'SIG-19 Expect: anything else', bytes: post('Expect: nonsense\r\nContent-Length: 1\r\n', ''), status: 417 },
  {
    id: 'SIG-19 Expect in HTTP/1.0',
    bytes: `POST / HTTP/1.0\r\n${H}Expect: 100-continue\r\nContent-Length: 1\r\n\r\na`,
    status: 417,
  },
  {
    id: 'SIG-19 Upgrade: h2c',
    bytes: get(
      'GET / HTTP/1.1',
      `${H}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n`,
    ),
    status: 400,
  },
  {
    id: 'SIG-19 Upgrade: websocket',
    bytes: get('GET / HTTP/1.1', `${H}Connection: Upgrade\r\nUpgrade: websocket\r\n`),
    status: 400,
  },
  { id: 'SIG-19 CONNECT', bytes: get('CONNECT sts.amazonaws.com:443 HTTP/1.1'), status: 405 },
  { id: 'SIG-19 the HTTP/2 preface', bytes: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', status: 400 },
  { id: 'SIG-19 HTTP/2.0 in the request line', bytes: get('GET / HTTP/2.0'), status: 505 },
  { id: 'SIG-19 HTTP/1.2 in the request line', bytes: get('GET / HTTP/1.2'), status: 400 },
  { id: 'SIG-19 a TLS hello', bytes: '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', status: 400 },
  { id: 'SIG-05 absolute-form target', bytes: get('GET http://evil.example/ HTTP/1.1'), status: 400 },
  { id: 'SIG-05 asterisk-form target', bytes: get('OPTIONS * HTTP/1.1'), status: 400 },
  { id: 'SIG-05 fragment in the target', bytes: get('GET /?Action=GetCallerIdentity#x HTTP/1.1'), status: 400 },
  { id: 'SIG-05 two different Host', bytes: get('GET / HTTP/1.1', `${H}Host: evil.example\r\n`), status: 400 },
  { id: 'SIG-05 two equal Host', bytes: get('GET / HTTP/1.1', `${H}${H}`), status: 400 },
  { id: 'SIG-05 two Host in HTTP/1.0', bytes: get('GET / HTTP/1.0', `${H}${H}`), status: 400 },
  { id: 'SIG-05 no Host', bytes: get('GET / HTTP/1.1', ''), status: 400 },
  { id: 'RUN-01 unknown method', bytes: get('BREW / HTTP/1.1'), status: 400 },
  { id: 'RUN-01 method in lower case', bytes: get('get / HTTP/1.1'), status: 400 },
  { id: 'RUN-01 method that changes things', bytes: get('DELETE / HTTP/1.1'), status: 405 },
]

describe('what could be read in two ways is refused', () => {
  let opened: Opened
  before(async () => {
    opened = await openListener()
  })
  after(() => opened.listener.drain(0))
  beforeEach(() => void opened.requests.splice(0))

  for (const { bytes, id, status } of cases) {
    test(`${id}: ${status}, nothing reaches the pipeline, and nothing behind it either`, async () => {
      const second = `GET /second HTTP/1.1\r\n${H}\r\n`
      assertRefused(await talk(opened.port, bytes + second), status)
      assert.deepEqual(opened.requests, [])
      assert.equal(onlyAnswer(await talk(opened.port, get('GET / HTTP/1.1', `${H}Connection: close\r\n`))).status, 200)
    })
  }

  test('RUN-01 __proto__ and constructor as header names are ordinary headers', async () => {
    const hostile = '__proto__: x\r\nconstructor: y\r\ntoString: z\r\nhasOwnProperty: w\r\nConnection: close\r\n'
    assert.equal(onlyAnswer(await talk(opened.port, get('GET / HTTP/1.1', H + hostile))).status, 200)
    assert.deepEqual(opened.requests[0]?.headers.slice(1, 3), [
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ])
  })

  test('a trailer never becomes a header', async () => {
    const bytes = chunked('1\r\na\r\n0\r\nX-Amz-Date: 20260102T030405Z\r\n\r\n', 'Connection: close\r\n')
    assert.equal(onlyAnswer(await talk(opened.port, bytes)).body, 'a')
    assert.ok(!opened.requests[0]?.headers.some(([name]) => name === 'X-Amz-Date'))
  })

  test('SIG-05 X-Forwarded-Host, X-Forwarded-For and Forwarded change nothing', async () => {
    const forwarded =
      'X-Forwarded-Host: evil\r\nX-Forwarded-For: 192.0.2.1\r\nForwarded: for=192.0.2.1\r\nConnection: close\r\n'
    assert.equal(onlyAnswer(await talk(opened.port, get('GET / HTTP/1.1', H + forwarded))).status, 200)
    assert.equal(opened.requests[0]?.sourceIp, '127.0.0.1')
    assert.deepEqual(opened.requests[0]?.headers[0], ['Host', 'sts.amazonaws.com'])
  })
})

describe('SIG-19 pipelined requests', () => {
  const first = post('Content-Length: 5\r\n', 'first')
  const second = post('Content-Length: 6\r\n', 'second')

  test('the first is answered, the second is never acted on, the connection ends', async () => {
    const { listener, port, requests } = await openListener()
    const transcript = await talk(port, first + second)
    const answer = onlyAnswer(transcript)
    assert.deepEqual([answer.body, answer.headers.get('connection'), transcript.end], ['first', 'close', 'closed'])
    assert.deepEqual(
      requests.map(({ body }) => String(body)),
      ['first'],
    )
    await listener.drain(0)
  })

  test('also when it comes while the first is being answered', async () => {
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    const { listener, port, requests } = await openListener({ handle: (request) => held.then(() => echo(request)) })
    const transcript = await talk(port, first, {
      onWritten: (socket) => setTimeout(() => socket.write(second, () => setTimeout(release, 20)), 20),
    })
    assert.deepEqual([onlyAnswer(transcript).body, transcript.end, requests.length], ['first', 'closed', 1])
    await listener.drain(0)
  })

  test('a flood of them ends the connection without waiting for the first answer', async () => {
    const { listener, port, requests } = await openListener({ handle: () => new Promise(() => undefined) })
    const transcript = await talk(port, first + get('GET / HTTP/1.1').repeat(500))
    assert.notEqual(transcript.end, 'open')
    assert.deepEqual([transcript.text, requests.length], ['', 1])
    await listener.drain(0)
  })

  test('garbage behind a whole request does not cost it its answer', async () => {
    const { listener, port } = await openListener()
    const transcript = await talk(port, `${first}\0\0garbage\r\n\r\n`)
    const answer = onlyAnswer(transcript)
    assert.deepEqual([answer.body, answer.headers.get('connection'), transcript.end], ['first', 'close', 'closed'])
    await listener.drain(0)
  })

  test('a CONNECT behind a request, and one behind a refusal, are not answered at all', async () => {
    const { listener, port, requests } = await openListener()
    const connect = get('CONNECT evil.example:443 HTTP/1.1')
    assert.equal(onlyAnswer(await talk(port, first + connect)).body, 'first')
    assertRefused(await talk(port, get('DELETE / HTTP/1.1') + connect), 405)
    assert.equal(requests.length, 1)
    await listener.drain(0)
  })

  test('one after the other, each answered, on one connection', async () => {
    const { listener, port, requests } = await openListener()
    const transcript = await talk(port, first, {
      onWritten(socket) {
        socket.once('data', () => socket.write(post('Content-Length: 6\r\nConnection: close\r\n', 'second')))
      },
    })
    const answers = answersIn(transcript.text)
    assert.deepEqual(
      answers.map(({ body }) => body),
      ['first', 'second'],
    )
    assert.deepEqual(
      answers.map(({ headers }) => headers.get('date')),
      [DATE, DATE],
    )
    assert.equal(new Set(requests.map(({ requestId }) => requestId)).size, 2)
    await listener.drain(0)
  })
})
