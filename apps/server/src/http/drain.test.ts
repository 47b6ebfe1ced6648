import assert from 'node:assert/strict'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { echo, onlyAnswer, openListener, talk } from './testing.ts'

const REQUEST = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const closed = (socket: Socket): Promise<unknown> => new Promise((resolve) => socket.once('close', resolve))

/** A handler that answers when told to. */
function held() {
  const until = Promise.withResolvers<void>()
  const entered = Promise.withResolvers<void>()
  const handle = async (request: Parameters<typeof echo>[0]) => {
    entered.resolve()
    await until.promise
    return echo(request)
  }
  return { handle, entered: entered.promise, release: () => until.resolve() }
}

describe('drain', () => {
  test('closes idle and silent connections at once and accepts no more', async () => {
    const { listener, port } = await openListener()
    const silent = connect(port)
    const idle = connect(port)
    idle.write(REQUEST)
    await new Promise((resolve) => idle.once('data', resolve))
    await sleep(20)
    const began = performance.now()
    idle.resume()
    silent.resume()
    await Promise.all([closed(idle), closed(silent), listener.drain(30_000)])
    assert.ok(performance.now() - began < 2_000)
    const refused = connect(port)
    const error = await new Promise<NodeJS.ErrnoException>((resolve) => refused.once('error', resolve))
    assert.equal(error.code, 'ECONNREFUSED')
  })

  test('answers what is in flight, with Connection: close', async () => {
    const { entered, handle, release } = held()
    const { listener, port } = await openListener({ handle })
    const transcript = talk(port, REQUEST)
    await entered
    const drained = listener.drain(30_000)
    await sleep(20)
    release()
    const answer = onlyAnswer(await transcript)
    assert.deepEqual([answer.status, answer.headers.get('connection')], [200, 'close'])
    await drained
  })

  test('lets a request finish that has begun to arrive', async () => {
    const { listener, port } = await openListener()
    const transcript = talk(port, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbo', {
      onWritten: (socket) => setTimeout(() => socket.write('dy'), 600),
    })
    await sleep(300)
    await listener.drain(30_000)
    const answer = onlyAnswer(await transcript)
    assert.deepEqual([answer.body, answer.headers.get('connection')], ['body', 'close'])
  })

  test('delivers an answer that is written but not read yet', async () => {
    const body = Buffer.alloc(32_000_000, 'x')
    const handle = () => Promise.resolve({ status: 200, headers: [], body })
    const { listener, port, requests } = await openListener({ handle })
    const socket = connect(port)
    socket.write(REQUEST)
    while (requests.length === 0) await sleep(10)
    await sleep(20)
    const drained = listener.drain(30_000)
    await sleep(50)
    let received = 0
    socket.on('data', (chunk: Buffer) => (received += chunk.length))
    await closed(socket)
    assert.ok(received > body.length, `${received} bytes`)
    await drained
  })

  test('cuts what is still open after the grace', async () => {
    const { entered, handle } = held()
    const { listener, port } = await openListener({ handle })
    const transcript = talk(port, REQUEST)
    await entered
    const began = performance.now()
    await listener.drain(100)
    const tookMs = performance.now() - began
    assert.ok(tookMs >= 90 && tookMs < 2_000, `${tookMs} ms`)
    assert.equal((await transcript).text, '')
  })

  test('is not held up by a CONNECT, and may be asked for twice', async () => {
    const { listener, port } = await openListener({ limits: { lingerMs: 50 } })
    const socket = connect({ port, allowHalfOpen: true }).on('error', () => undefined)
    socket.write('CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n')
    await new Promise((resolve) => socket.once('data', resolve))
    const began = performance.now()
    await Promise.all([listener.drain(30_000), listener.drain(30_000)])
    assert.ok(performance.now() - began < 5_000)
    socket.destroy()
  })
})

describe('where it listens', () => {
  test('port 0 takes a free one; a taken address is the system error', async () => {
    const { listener, port } = await openListener()
    assert.ok(port > 0)
    await assert.rejects(openListener({ port }), { code: 'EADDRINUSE' })
    await listener.drain(0)
  })

  test('IPv6: on ::1, and IPv4 clients of :: have their IPv4 address', async (context) => {
    const opened = await openListener({ host: '::1' }).catch(() => undefined)
    if (opened === undefined) return context.skip('this machine has no IPv6')
    const request = 'GET / HTTP/1.1\r\nHost: [::1]\r\nConnection: close\r\n\r\n'
    assert.equal(onlyAnswer(await talk(opened.port, request, { host: '::1' })).status, 200)
    assert.equal(opened.requests[0]?.sourceIp, '::1')
    await opened.listener.drain(0)
    const both = await openListener({ host: '::' })
    assert.equal(onlyAnswer(await talk(both.port, request)).status, 200)
    assert.equal(both.requests[0]?.sourceIp, '127.0.0.1')
    await both.listener.drain(0)
  })
})
