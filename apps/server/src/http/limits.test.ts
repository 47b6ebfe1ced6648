import assert from 'node:assert/strict'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { LIMITS } from './limits.ts'
import type { Limits } from './limits.ts'
import { answersIn, assertRefused, onlyAnswer, openListener, talk } from './testing.ts'
import type { Opened, OpenOptions } from './testing.ts'

const H = 'Host: a\r\n'
const OK = `GET / HTTP/1.1\r\n${H}Connection: close\r\n\r\n`
const LAST = 'Connection: close\r\n'
const post = (length: number, more = ''): string => `POST / HTTP/1.1\r\n${H}${more}Content-Length: ${length}\r\n\r\n`

/** Runs with a listener, and sees that it still answers afterwards. */
async function withListener(options: OpenOptions, body: (opened: Opened) => Promise<void>): Promise<void> {
  const opened = await openListener(options)
  try {
    await body(opened)
    if (options.handle === undefined) assert.equal(onlyAnswer(await talk(opened.port, OK)).status, 200)
  } finally {
    await opened.listener.drain(0)
  }
}

/** Tries until it holds, for what happens soon but not at once. */
async function eventually(holds: () => Promise<boolean>): Promise<void> {
  for (let round = 0; round < 100; round++) {
    if (await holds()) return
    await sleep(20)
  }
  assert.fail('it never came to hold')
}

async function refusesAll(opened: Opened, status: number, all: readonly (string | Uint8Array)[]): Promise<void> {
  for (const bytes of all) assertRefused(await talk(opened.port, bytes), status)
  assert.deepEqual(opened.requests, [])
}

describe('RUN-04 sizes', () => {
  test('headers of 16 kB: 431', () =>
    withListener({}, (opened) =>
      refusesAll(opened, 431, [
        `GET / HTTP/1.1\r\n${H}X: ${'a'.repeat(LIMITS.headerBytes)}\r\n\r\n`,
        `GET /?${'a'.repeat(LIMITS.headerBytes)} HTTP/1.1\r\n${H}\r\n`,
        `GET / HTTP/1.1\r\n${H}${'a'.repeat(LIMITS.headerBytes)}`,
      ]),
    ))

  test('101 headers and 1,500 headers: 431, none dropped; what hides behind them is not acted on', () =>
    withListener({}, (opened) =>
      refusesAll(opened, 431, [
        `GET / HTTP/1.1\r\n${H}${'a: b\r\n'.repeat(LIMITS.headers)}\r\n`,
        `GET / HTTP/1.1\r\n${H}${'a: b\r\n'.repeat(1_500)}\r\n`,
        `GET / HTTP/1.1\r\n${H}${'a:\r\n'.repeat(3_000)}${H}\r\n`,
      ]),
    ))

  test('no number of headers is one that the parser silently cuts at', async () => {
    // It hands them on in batches of 32.
    for (const headers of [31, 32, 33, 64, 96]) {
      await withListener({ limits: { headers } }, (opened) =>
        refusesAll(opened, 431, [`GET / HTTP/1.1\r\n${H}${'a: b\r\n'.repeat(headers)}\r\n`]),
      )
    }
  })

  test('100 headers all arrive', () =>
    withListener({}, async ({ port, requests }) => {
      const bytes = `GET / HTTP/1.1\r\n${H}${'a: b\r\n'.repeat(LIMITS.headers - 2)}${LAST}\r\n`
      assert.equal(onlyAnswer(await talk(port, bytes)).status, 200)
      assert.equal(requests[0]?.headers.length, LIMITS.headers)
    }))

  test('a body at the limit arrives whole, one byte more is 413', () =>
    withListener({}, async (opened) => {
      const body = 'x'.repeat(LIMITS.bodyBytes)
      assert.equal(onlyAnswer(await talk(opened.port, post(body.length, LAST) + body)).body, body)
      opened.requests.length = 0
      const chunk = `${(body.length + 1).toString(16)}\r\n${body}y\r\n0\r\n\r\n`
      await refusesAll(opened, 413, [
        `${post(body.length + 1)}${body}y`,
        `POST / HTTP/1.1\r\n${H}Transfer-Encoding: chunked\r\n\r\n${chunk}`,
      ])
    }))

  test('a body of 10 MB: 413 reaches a client that writes before it reads, and memory stays flat', () =>
    withListener({}, async (opened) => {
      const body = Buffer.alloc(10_000_000, 'x')
      const chunked = Buffer.concat([
        Buffer.from(`POST / HTTP/1.1\r\n${H}Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n`),
        body,
        Buffer.from('\r\n0\r\n\r\n'),
      ])
      const declared = Buffer.concat([Buffer.from(post(body.length)), body])
      await refusesAll(opened, 413, [declared, chunked])
      const before = process.memoryUsage().rss
      for (let round = 0; round < 20; round++) await refusesAll(opened, 413, [declared, chunked])
      // Not nothing: what was read and thrown away waits for the garbage collector.
      assert.ok(process.memoryUsage().rss - before < 128_000_000, '400 MB were sent, less than 128 MB were kept')
    }))

  test('a client that goes on writing after its refusal is cut', () =>
    withListener({ limits: { lingerBytes: 1_000_000, lingerMs: 60_000 } }, async ({ port }) => {
      const socket = connect({ port, allowHalfOpen: true }).on('error', () => undefined)
      let written = 0
      const more = (): void => {
        if (socket.destroyed) return
        written += 100_000
        socket.write(Buffer.alloc(100_000), () => setImmediate(more))
      }
      socket.write(post(1e9), more)
      await Promise.race([new Promise((resolve) => socket.once('close', resolve)), sleep(5_000)])
      const cut = socket.destroyed
      socket.destroy()
      assert.ok(cut, `still open after ${written} bytes`)
    }))

  test('a client that keeps its connection open after its refusal is cut', async () => {
    const { listener, port } = await openListener({ limits: { lingerMs: 50 } })
    const socket = connect({ port, allowHalfOpen: true }).on('error', () => undefined)
    socket.write(post(1e9))
    await new Promise((resolve) => socket.once('data', resolve))
    const began = performance.now()
    await listener.drain(30_000)
    assert.ok(performance.now() - began < 5_000)
    socket.destroy()
  })

  test('a small body that arrives as one-byte chunks: 400 when there are too many', () =>
    withListener({}, async (opened) => {
      const head = `POST / HTTP/1.1\r\n${H}${LAST}Transfer-Encoding: chunked\r\n\r\n`
      const pieces = (count: number): string => `${head}${'1\r\na\r\n'.repeat(count)}0\r\n\r\n`
      assert.equal(onlyAnswer(await talk(opened.port, pieces(1_000))).body, 'a'.repeat(1_000))
      opened.requests.length = 0
      await refusesAll(opened, 400, [pieces(LIMITS.bodyPieces + 1)])
    }))

  test('SIG-19 chunk extensions of little size, but many: 413', () =>
    withListener({}, (opened) => {
      const chunk = `1;${'a'.repeat(8_000)}\r\na\r\n`
      return refusesAll(opened, 413, [
        `POST / HTTP/1.1\r\n${H}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(300)}0\r\n\r\n`,
      ])
    }))

  test('large bodies share one budget, which comes back', () =>
    withListener({ limits: { largeBodiesBytes: 300_000 } }, async ({ port, requests }) => {
      const body = 'x'.repeat(200_000)
      const hold = (): Socket => {
        const socket = connect(port)
          .on('error', () => undefined)
          .resume()
        socket.write(post(body.length) + body.slice(1))
        return socket
      }
      const whole = post(body.length, LAST) + body
      const statusOf = async (): Promise<number> => onlyAnswer(await talk(port, whole)).status
      let half = hold()
      await eventually(async () => {
        // The two race for the budget: the half one may be the one that is refused.
        if (half.readableEnded) half = hold()
        return (await statusOf()) === 503
      })
      assertRefused(await talk(port, whole), 503)
      requests.length = 0
      assert.equal(onlyAnswer(await talk(port, `${post(5, LAST)}small`)).body, 'small')
      assert.equal(requests.length, 1)
      half.resetAndDestroy()
      await eventually(async () => (await statusOf()) === 200)
      for (let round = 0; round < 3; round++) assert.equal(await statusOf(), 200)
    }))

  test('a compressed body is 415 and never decompressed; other codings are bytes', () =>
    withListener({}, async (opened) => {
      const bomb = gzipSync(Buffer.alloc(50_000_000))
      for (const coding of ['gzip', 'GZIP', 'x-gzip', 'deflate', 'br', 'zstd', 'identity, gzip']) {
        const head = Buffer.from(post(bomb.length, `Content-Encoding: ${coding}\r\n`))
        await refusesAll(opened, 415, [Buffer.concat([head, bomb])])
      }
      assert.equal(
        onlyAnswer(await talk(opened.port, `${post(4, `${LAST}Content-Encoding: amz-1.0\r\n`)}body`)).body,
        'body',
      )
    }))

  test('RUN-02 a million parameters end at the size limits, in the body and in the query', () =>
    withListener({}, async (opened) => {
      const million = 'a=1&'.repeat(1_000_000)
      await refusesAll(opened, 413, [post(million.length) + million])
      await refusesAll(opened, 431, [`GET /?${million} HTTP/1.1\r\n${H}\r\n`])
    }))
})

const QUICK: Partial<Limits> = { headersMs: 200, requestMs: 400, checkEveryMs: 50 }

/** Sends one more piece of the request every 30 ms. */
const drip =
  (piece: string) =>
  (socket: Socket): void => {
    const timer = setInterval(() => socket.writable && socket.write(piece), 30)
    socket.on('close', () => clearInterval(timer))
  }

describe('RUN-04 times', () => {
  const slow: readonly (readonly [name: string, bytes: string, piece: string])[] = [
    ['headers that stop', `GET / HTTP/1.1\r\n${H}X: a`, ''],
    ['headers that drip', `GET / HTTP/1.1\r\n${H}X: a`, 'a'],
    ['one header after the other', `GET / HTTP/1.1\r\n${H}`, 'a: b\r\n'],
    ['a request line without version', 'GET /\r\n', ''],
    ['a body that stops', `${post(100)}half`, ''],
    ['a body that drips', post(100), 'a'],
    ['chunks that drip', `POST / HTTP/1.1\r\n${H}Transfer-Encoding: chunked\r\n\r\n`, '1\r\na\r\n'],
  ]
  for (const [name, bytes, piece] of slow) {
    test(`slowloris: ${name}: 408`, () =>
      withListener({ limits: QUICK }, async ({ port, requests }) => {
        const began = performance.now()
        assertRefused(await talk(port, bytes, piece === '' ? {} : { onWritten: drip(piece) }), 408)
        assert.ok(performance.now() - began < 2_000)
        assert.deepEqual(requests, [])
      }))
  }

  test('a connection that never says anything is closed', () =>
    withListener({ limits: QUICK }, async ({ port }) => assert.equal((await talk(port, '')).end, 'closed')))

  test('an idle connection is closed after its time, without a word', () =>
    withListener({ limits: { keepAliveMs: 50 } }, async ({ port }) => {
      const transcript = await talk(port, `GET / HTTP/1.1\r\n${H}\r\n`)
      assert.equal(transcript.end, 'closed')
      assert.equal(onlyAnswer(transcript).headers.get('connection'), 'keep-alive')
    }))

  test('a client that does not read its answer is cut', async () => {
    const body = Buffer.alloc(32_000_000)
    const handle = () => Promise.resolve({ status: 200, headers: [], body })
    const { listener, port } = await openListener({ handle, limits: { stallMs: 200 } })
    const socket = connect(port).on('error', () => undefined)
    socket.pause()
    socket.write(`GET / HTTP/1.1\r\n${H}\r\n`)
    await sleep(100)
    const began = performance.now()
    await listener.drain(30_000)
    assert.ok(performance.now() - began < 5_000)
    socket.destroy()
  })

  test('many that do not read: those that have waited longest are cut, and whoever reads is answered', async () => {
    const body = Buffer.alloc(16_000_000)
    const handle = () => Promise.resolve({ status: 200, headers: [], body })
    const { listener, port } = await openListener({ handle, limits: { untakenBytes: 40_000_000 } })
    const cut: number[] = []
    const sockets = []
    for (const index of [0, 1, 2, 3]) {
      const socket = connect(port).on('error', () => undefined)
      socket.once('close', () => cut.push(index))
      socket.pause()
      socket.write(`GET / HTTP/1.1\r\n${H}\r\n`)
      sockets.push(socket)
      await sleep(100)
    }
    const transcript = await talk(port, `GET / HTTP/1.1\r\n${H}Connection: close\r\n\r\n`)
    assert.equal(onlyAnswer(transcript).body.length, body.length)
    for (const socket of sockets) socket.resume()
    await sleep(300)
    // Of the four that read nothing there was room for two beside each other, and for one beside the reader.
    const closed = new Set(cut)
    for (const socket of sockets) socket.destroy()
    await listener.drain(1_000)
    assert.deepEqual(closed, new Set([0, 1, 2]))
  })
})

describe('clients that leave', () => {
  for (const [name, bytes] of [
    ['in the request line', 'GET /'],
    ['in the headers', `GET / HTTP/1.1\r\n${H}X: `],
    ['in the body', `${post(100)}half`],
    ['in a chunk', `POST / HTTP/1.1\r\n${H}Transfer-Encoding: chunked\r\n\r\n5\r\nab`],
  ] as const) {
    test(`${name}, at once or after half-closing: nothing is acted on`, () =>
      withListener({}, async ({ port, requests }) => {
        await talk(port, bytes, { onWritten: (socket) => socket.resetAndDestroy() })
        await talk(port, bytes, { onWritten: (socket) => socket.destroy() })
        const halfClosed = await talk(port, bytes, { onWritten: (socket) => socket.end() })
        assert.notEqual(halfClosed.end, 'open')
        assert.deepEqual(requests, [])
      }))
  }

  test('while the answer is made: it is thrown away', async () => {
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    const answer = { status: 200, headers: [], body: Buffer.from('late') }
    const { listener, port, requests } = await openListener({ handle: () => held.then(() => answer) })
    await talk(port, `GET / HTTP/1.1\r\n${H}\r\n`, {
      onWritten: (socket) => setTimeout(() => socket.resetAndDestroy(), 30),
    })
    release()
    assert.equal(onlyAnswer(await talk(port, OK)).body, 'late')
    assert.equal(requests.length, 2)
    await listener.drain(0)
  })

  test('RUN-07 a handler that fails tells the client nothing', async () => {
    const { listener, logged, port } = await openListener({ handle: () => Promise.reject(new Error('a secret path')) })
    const transcript = await talk(port, OK)
    assert.notEqual(transcript.end, 'open')
    assert.deepEqual([transcript.text, logged], ['', ['a request was left without an answer']])
    await listener.drain(0)
  })
})

describe('probes', () => {
  test('are answered without the pipeline, and keep the connection', () =>
    withListener({}, async ({ port, requests }) => {
      const probe = `GET /probe HTTP/1.1\r\n${H}\r\n`
      const transcript = await talk(port, probe, {
        onWritten: (socket) => socket.once('data', () => socket.write(probe.replace(H, H + LAST))),
      })
      assert.deepEqual(
        answersIn(transcript.text).map(({ body }) => body),
        ['well', 'well'],
      )
      assert.deepEqual(requests, [])
    }))

  test('with a body that never ends: one answer, and the connection ends with it', () =>
    withListener({ limits: QUICK }, async ({ port }) => {
      const endless = `GET /probe HTTP/1.1\r\n${H}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n`
      const transcript = await talk(port, endless)
      const answer = onlyAnswer(transcript)
      assert.deepEqual([answer.body, answer.headers.get('connection'), transcript.end], ['well', 'close', 'closed'])
    }))
})

describe('very many connections', () => {
  test('beyond the limit they are refused, and the others are served', () =>
    withListener({ limits: { connections: 20 } }, async ({ port }) => {
      const idle = Array.from({ length: 19 }, () => connect(port).on('error', () => undefined))
      await Promise.all(idle.map((socket) => new Promise((resolve) => socket.once('connect', resolve))))
      await sleep(50)
      const transcripts = await Promise.all(Array.from({ length: 5 }, () => talk(port, OK)))
      const served = transcripts.filter(({ text }) => answersIn(text).length === 1)
      assert.ok(served.length >= 1 && transcripts.every(({ end }) => end !== 'open'))
      assert.ok(served.length < 5, 'some were beyond the limit')
      for (const socket of idle) socket.destroy()
      await sleep(50)
    }))

  test('500 at once are all answered', () =>
    withListener({}, async ({ port, requests }) => {
      const transcripts = await Promise.all(Array.from({ length: 500 }, () => talk(port, OK, { waitMs: 20_000 })))
      assert.ok(transcripts.every((transcript) => onlyAnswer(transcript).status === 200))
      assert.equal(requests.length, 500)
    }))
})
