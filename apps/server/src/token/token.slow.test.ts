/** The heavy forms of the token cases: `npm run test:slow`. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { encodeBase64 } from '../domain/base64.ts'
import { HOUR_MS, START_MS, bytesOf, claimsAt, deploy } from './cases/deployment.ts'
import { encodeHeader, headerAccessKeyId } from './format.ts'
import { newHedge } from './hedge.ts'
import { keyObject } from './primitives.ts'
import type { IssuedCredentials } from './token.ts'

const sealedBytes = (issued: IssuedCredentials): Buffer => bytesOf(issued.sessionToken.reveal())

describe('TOK, slow', () => {
  test('TOK-01 every bit of 100 tokens of both suites', async (t) => {
    for (const suite of [1, 2] as const) {
      const { keyring, clock } = deploy(t, { suite })
      for (let run = 0; run < 50; run++) {
        const bytes = sealedBytes(
          await keyring.issuer('us-east-1').seal(claimsAt(clock.nowMs(), { sessionName: `session-${run}` })),
        )
        const open = (): boolean =>
          keyring.opener.open(headerAccessKeyId(bytes.subarray(0, 22)), encodeBase64(bytes)).ok
        assert.equal(open(), true)
        for (let bit = 0; bit < bytes.length * 8; bit++) {
          bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
          assert.equal(open(), false, `token ${run} bit ${bit}`)
          bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        }
      }
    }
  })

  test('TOK-01 every field spliced between 1,000 tokens', async (t) => {
    const { keyring, clock } = deploy(t)
    const issuer = keyring.issuer('us-east-1')
    const issued = await Promise.all(Array.from({ length: 1_000 }, () => issuer.seal(claimsAt(clock.nowMs()))))
    const tokens = issued.map(sealedBytes)
    for (let index = 1; index < tokens.length; index++) {
      const [one, two] = [tokens[index - 1], tokens[index]] as [Buffer, Buffer]
      const cuts = [0, 12, 22, 46, 78, one.length - 80, one.length - 64, one.length]
      for (let field = 0; field < 7; field++) {
        const spliced = Buffer.from(one)
        two.copy(spliced, cuts[field], cuts[field], cuts[field + 1])
        if (spliced.equals(one)) continue
        const opened = keyring.opener.open(headerAccessKeyId(spliced.subarray(0, 22)), encodeBase64(spliced))
        assert.equal(opened.ok, false, `token ${index} field ${field}`)
      }
    }
  })

  test('TOK-07 a million mints with a stuck random source: no salt twice', () => {
    const stuck = { bytes: (count: number) => new Uint8Array(count).fill(7) }
    const hedge = newHedge(keyObject(Buffer.alloc(32, 7)), stuck)
    const header = encodeHeader({ suite: 1, regionIndex: 1, epoch: 1, keyId: 1 }, Buffer.alloc(10, 0x80))
    const body = Buffer.alloc(60)
    const seen = new Set<string>()
    for (let run = 0; run < 1_000_000; run++) {
      body.writeUInt32BE(run)
      seen.add(hedge(header, body).toString('latin1'))
    }
    assert.equal(seen.size, 1_000_000)
  })

  test('TOK-12 rotation every 60 s for an hour, in two regions and two processes: no live token is refused', async (t) => {
    const deployment = deploy(t, { epochMs: 60_000 })
    const follower = deployment.again()
    const live: IssuedCredentials[] = []
    let opens = 0
    for (let second = 0; second < 3_600; second += 5) {
      for (const region of ['us-east-1', 'eu-west-1'])
        for (const ring of [deployment.keyring, follower]) {
          const nowMs = deployment.clock.nowMs()
          live.push(await ring.issuer(region).seal(claimsAt(nowMs, { expiresAtMs: START_MS + 2 * HOUR_MS })))
        }
      if (second % 600 === 300) deployment.keyring.rotate('us-east-1')
      for (const issued of [...live.slice(-8), live[second % live.length] as IssuedCredentials])
        for (const ring of [deployment.keyring, follower]) {
          const opened = ring.opener.open(issued.accessKeyId, issued.sessionToken.reveal())
          assert.equal(opened.ok ? 'open' : opened.why, 'open', `second ${second}`)
          opens += 1
        }
      deployment.clock.advance(5_000)
    }
    assert.ok(opens > 10_000)
    assert.ok((deployment.keyring.manifest().regions[0]?.keys.length ?? 0) > 60)
  })
})
