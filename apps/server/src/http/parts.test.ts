import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { dateOf } from './answer.ts'
import { BodyBudget, BodyReader } from './body.ts'
import { checkHead } from './head.ts'
import { LIMITS } from './limits.ts'
import { refusalText, MALFORMED, METHOD, OVERLOADED, wantsJson } from './refusal.ts'
import { requestIds } from './requestIds.ts'
import { plainAddress } from './toReceived.ts'

// What Node's parser refuses by itself is checked again: it is configured by flags, and has been wrong before.
describe('SIG-19 the head is checked whatever the parser let through', () => {
  const status = (...rawHeaders: string[]): number | undefined =>
    checkHead({ method: 'POST', url: '/', httpVersion: '1.1', rawHeaders: ['Host', 'a', ...rawHeaders] }, LIMITS)
      ?.status

  const cases: readonly (readonly [name: string, headers: readonly string[], status: number | undefined])[] = [
    ['nothing special', [], undefined],
    ['one length', ['content-LENGTH', '5'], undefined],
    ['chunked', ['Transfer-Encoding', 'Chunked'], undefined],
    ['two lengths', ['Content-Length', '5', 'content-length', '5'], 400],
    ['length and chunked', ['Content-Length', '5', 'Transfer-Encoding', 'chunked'], 400],
    ['chunked and length', ['Transfer-Encoding', 'chunked', 'Content-Length', '5'], 400],
    ['chunked twice', ['Transfer-Encoding', 'chunked', 'Transfer-Encoding', 'chunked'], 501],
    ['a list of encodings', ['Transfer-Encoding', 'chunked, chunked'], 501],
    ['an empty encoding', ['Transfer-Encoding', ''], 501],
    ['a second host', ['HOST', 'b'], 400],
    ['a length above the limit', ['Content-Length', String(LIMITS.bodyBytes + 1)], 413],
    ['a length at the limit', ['Content-Length', String(LIMITS.bodyBytes)], undefined],
    ['Kelvin sign for k', ['Transfer-Encoding', 'chun\u212Aed'], 501],
  ]
  for (const [name, headers, expected] of cases) test(name, () => assert.equal(status(...headers), expected))
})

describe('the body reader', () => {
  const reader = (limits: Partial<typeof LIMITS> = {}, budget = new BodyBudget(1_000_000)): BodyReader =>
    new BodyReader({ ...LIMITS, ...limits }, budget)

  test('puts pieces together in order, whatever their sizes', () => {
    const body = reader()
    const pieces = [1, 5_000, 1, 60_000, 3].map((size, at) => Buffer.alloc(size, at))
    for (const piece of pieces) assert.equal(body.add(piece), undefined)
    assert.deepEqual(body.whole(), Buffer.concat(pieces))
  })

  test('never changes a piece it was given', () => {
    const body = reader()
    const first = Buffer.from('first')
    body.add(first)
    body.add(Buffer.from('second'))
    assert.equal(String(first), 'first')
  })

  test('RUN-04 holds little more than what arrived, in however many pieces', () => {
    const body = reader()
    for (let at = 0; at < LIMITS.bodyPieces; at++) assert.equal(body.add(Buffer.from('a')), undefined)
    assert.ok(body.whole().buffer.byteLength <= 2 * LIMITS.bodyPieces)
    assert.equal(body.add(Buffer.from('a'))?.status, 400)
  })

  test('small bodies need no budget; large ones take it and give it back', () => {
    const budget = new BodyBudget(100)
    const [one, other] = [reader({ smallBodyBytes: 10 }, budget), reader({ smallBodyBytes: 10 }, budget)]
    assert.equal(one.add(Buffer.alloc(110)), undefined)
    assert.equal(other.add(Buffer.alloc(10)), undefined)
    assert.equal(other.add(Buffer.alloc(1))?.status, 503)
    one.clear()
    one.clear()
    assert.equal(budget.take(101), false)
    assert.equal(budget.take(100), true)
  })

  test('room to grow is taken only where there is budget for it', () => {
    const body = reader({ smallBodyBytes: 10 }, new BodyBudget(290))
    assert.equal(body.add(Buffer.alloc(100)), undefined)
    assert.equal(body.add(Buffer.alloc(200)), undefined)
    assert.equal(body.whole().buffer.byteLength, 300)
    assert.equal(body.add(Buffer.alloc(1))?.status, 503)
  })

  test('begins anew after clear', () => {
    const body = reader()
    body.add(Buffer.from('one'))
    body.clear()
    assert.equal(body.whole().length, 0)
    body.add(Buffer.from('two'))
    assert.equal(String(body.whole()), 'two')
  })
})

describe('what refusals look like', () => {
  const context = { requestId: 'id', date: 'now', json: false }

  test('XML for query clients, JSON for those who ask in JSON', () => {
    const xml = refusalText(MALFORMED, context).split('\r\n\r\n')[1]
    const error = `<Error><Type>Sender</Type><Code>InvalidRequest</Code><Message>${MALFORMED.message}</Message></Error>`
    assert.equal(xml, `<ErrorResponse>${error}<RequestId>id</RequestId></ErrorResponse>`)
    assert.match(refusalText(OVERLOADED, context), /<Type>Receiver<\/Type>/)
    const json = refusalText(MALFORMED, { ...context, json: true }).split('\r\n\r\n')[1] ?? ''
    assert.deepEqual(JSON.parse(json), { __type: 'InvalidRequest', message: MALFORMED.message })
    assert.deepEqual(
      [['X-Amz-Target', 'a'], ['content-type', 'application/x-amz-json-1.1'], ['Content-Type', 'text/xml'], []].map(
        wantsJson,
      ),
      [true, true, false, false],
    )
  })

  test('405 names the methods that are served', () => {
    assert.match(refusalText(METHOD, context), /\r\nAllow: GET, POST\r\n/)
    assert.doesNotMatch(refusalText(MALFORMED, context), /Allow/)
  })
})

describe('small parts', () => {
  test('the Date follows the clock, backwards too', () => {
    let nowMs = 1_767_323_045_999
    const date = dateOf({ nowMs: () => nowMs, monotonicMs: () => 0 })
    assert.equal(date(), 'Fri, 02 Jan 2026 03:04:05 GMT')
    nowMs += 1
    assert.equal(date(), 'Fri, 02 Jan 2026 03:04:06 GMT')
    nowMs -= 86_400_000
    assert.equal(date(), 'Thu, 01 Jan 2026 03:04:06 GMT')
  })

  test('request ids are distinct version-4 UUIDs, across the edge of a pool too', () => {
    const next = requestIds({ bytes: (count) => Uint8Array.from({ length: count }, (_, at) => at >> 4) })
    const ids = Array.from({ length: 256 }, next)
    assert.equal(new Set(ids).size, 256)
    for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    assert.equal(next(), ids[0], 'the next pool is drawn')
  })

  test('addresses without mapping and zone', () => {
    const addresses = ['::ffff:10.0.0.1', '10.0.0.1', 'fe80::1%eth0', '::ffff:0:1', undefined]
    assert.deepEqual(addresses.map(plainAddress), ['10.0.0.1', '10.0.0.1', 'fe80::1', '::ffff:0:1', ''])
  })
})
