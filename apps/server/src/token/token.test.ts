/** The token cases of security.md section 2.6, and the size of tokens. */
import assert from 'node:assert/strict'
import { createHash, createPublicKey, generateKeyPairSync, timingSafeEqual } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, test } from 'node:test'
import { encodeBase64 } from '../domain/base64.ts'
import { openClockFloor } from '../runtime/clockFloor.ts'
import { systemRandom } from '../runtime/random.ts'
import {
  HOUR_MS,
  START_MS,
  TestClock,
  bytesOf,
  claimsAt,
  deploy,
  forge,
  publishedKey,
  temporaryDirectory,
} from './cases/deployment.ts'
import { MAX_LIFETIME_MS, encodeClaims } from './claims.ts'
import { encodeHeader, encodeToken, parseToken, signedBytes } from './format.ts'
import { newHedge } from './hedge.ts'
import { everyNth, inspect } from './inspect.ts'
import { deriveCipher, deriveEpochKeys, deriveSecret } from './keys/epochKeys.ts'
import { envRootKey } from './keys/rootKey.ts'
import { signMessage } from './keys/signingKeys.ts'
import { gcmOpen, gcmSeal, keyObject } from './primitives.ts'
import { newIssuer } from './seal.ts'
import { sealHere } from './sealing/sealWith.ts'
import { newSecretBox } from './secretBox.ts'
import { importPublicKey, verifySignature } from './suites.ts'
import type { Deployment } from './cases/deployment.ts'
import type { IssuedCredentials, Opened, TokenRefusal } from './token.ts'
import type { SessionClaims } from '../domain/session.ts'

const newRootKey = () => keyObject(Buffer.from(systemRandom.bytes(32)))

function mint(
  deployment: Deployment,
  more: Partial<SessionClaims> = {},
  region = 'us-east-1',
): Promise<IssuedCredentials> {
  return deployment.keyring.issuer(region).seal(claimsAt(deployment.clock.nowMs(), more))
}

const openIssued = ({ keyring }: Deployment, issued: IssuedCredentials): Opened =>
  keyring.opener.open(issued.accessKeyId, issued.sessionToken.reveal())

function assertOpen(opened: Opened): asserts opened is Opened & { ok: true } {
  assert.equal(opened.ok ? 'open' : opened.why, 'open')
}

const refusal = (opened: Opened): TokenRefusal | 'open' => (opened.ok ? 'open' : opened.why)

/** Opens a changed token with the access key id it now claims, so that nothing but the change can refuse it. */
function openBytes({ keyring }: Deployment, bytes: Uint8Array): Opened {
  const token = encodeBase64(bytes)
  const parts = parseToken(token)
  const id = parts === undefined ? 'ASIAQAAAAAAAAAAAAAAA' : `ASIA${base32(parts.header.subarray(12))}`
  return keyring.opener.open(id, token)
}

function base32(bytes: Uint8Array): string {
  let bits = ''
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0')
  return (bits.match(/.{5}/g) ?? []).map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[parseInt(five, 2)]).join('')
}

describe('sealing and opening', () => {
  test('a sealed session opens to its claims, in every region, with the same secret', async (t) => {
    const deployment = deploy(t)
    const claims = claimsAt(START_MS, {
      sourceIdentity: 'alice@example.com',
      tags: [{ key: 'team', value: 'payments', transitive: true }],
      chainDepth: 1,
      parentSessionId: 'ABCDEFGHIJKLMNOP',
      mfaAtMs: START_MS - 1_000,
      regionScope: 'v1',
      policies: {
        inline: '{"Version":"2012-10-17","Statement":[]}',
        managedArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
      },
    })
    for (const region of ['us-east-1', 'eu-west-1']) {
      const issued = await deployment.keyring.issuer(region).seal(claims)
      const other = deployment.again({ regions: ['us-east-1'] })
      const opened = other.opener.open(issued.accessKeyId, issued.sessionToken.reveal())
      assertOpen(opened)
      const { id, accessKeyId, issuerRegion, epoch, ...rest } = opened.session
      assert.deepEqual(rest, claims)
      assert.equal(id, issued.sessionId)
      assert.match(id, /^[A-Z2-7]{16}$/)
      assert.equal(accessKeyId, issued.accessKeyId)
      assert.equal(issuerRegion, region)
      assert.equal(epoch, `${region}/1`)
      assert.equal(opened.secretAccessKey.reveal(), issued.secretAccessKey.reveal())
      assert.match(issued.secretAccessKey.reveal(), /^[A-Za-z0-9+/]{40}$/)
      assert.match(accessKeyId, /^ASIA[Q-Z2-7][A-Z2-7]{15}$/)
      assert.equal(opened.cacheKey, createHash('sha256').update(issued.sessionToken.reveal()).digest('base64'))
      assert.equal(issued.expiresAtMs, claims.expiresAtMs)
    }
  })

  test('a region that is not ours is issued for by the home region', async (t) => {
    const { keyring } = deploy(t)
    assert.equal(keyring.issuer('ap-south-1').region, 'us-east-1')
    assert.equal(keyring.issuer('eu-west-1').region, 'eu-west-1')
  })

  test('suite 2 (Ed25519) seals and opens', async (t) => {
    const deployment = deploy(t, { suite: 2 })
    const issued = await mint(deployment)
    assert.equal(parseToken(issued.sessionToken.reveal())?.header[1], 2)
    assertOpen(openIssued(deployment, issued))
  })

  test('a cached token still needs its own access key id, and is the same object', async (t) => {
    const deployment = deploy(t)
    const issued = await mint(deployment)
    const token = issued.sessionToken.reveal()
    const first = openIssued(deployment, issued)
    assert.equal(openIssued(deployment, issued), first)
    assert.equal(refusal(deployment.keyring.opener.open((await mint(deployment)).accessKeyId, token)), 'keyIdMismatch')
  })

  test('the access key id is compared before the signature', async (t) => {
    const deployment = deploy(t)
    const bytes = bytesOf((await mint(deployment)).sessionToken.reveal())
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
    const opened = deployment.keyring.opener.open('ASIAQAAAAAAAAAAAAAAA', encodeBase64(bytes))
    assert.equal(refusal(opened), 'keyIdMismatch')
  })

  test('expiry is checked on every open, cached or not, to the millisecond', async (t) => {
    const deployment = deploy(t)
    const issued = await mint(deployment)
    deployment.clock.advance(HOUR_MS - 1)
    assertOpen(openIssued(deployment, issued))
    deployment.clock.advance(1)
    assert.equal(refusal(openIssued(deployment, issued)), 'expired')
    assert.equal(refusal(deployment.again().opener.open(issued.accessKeyId, issued.sessionToken.reveal())), 'expired')
  })

  test('an issue time that no epoch covers is refused at sealing and at opening', async (t) => {
    const deployment = deploy(t)
    const issuedAtMs = START_MS + 2 * 86_400_000
    const claims = claimsAt(issuedAtMs)
    await assert.rejects(deployment.keyring.issuer('us-east-1').seal(claims), /no epoch/)
    const { token, accessKeyId } = forge(deployment, { claims })
    assert.equal(refusal(deployment.keyring.opener.open(accessKeyId, token)), 'badClaims')
  })

  test('claims of another account than the access key id names are refused', async (t) => {
    const deployment = deploy(t)
    const claims = claimsAt(START_MS)
    const body = encodeClaims({ ...claims, accountId: '210987654321' }, undefined)
    const { token, accessKeyId } = forge(deployment, { claims, body })
    assert.equal(refusal(deployment.keyring.opener.open(accessKeyId, token)), 'badClaims')
    const control = forge(deployment, { claims })
    assertOpen(deployment.keyring.opener.open(control.accessKeyId, control.token))
  })

  test('a token that would not say what it was asked to say is not handed out', async (t) => {
    const deployment = deploy(t)
    const key = publishedKey(deployment)
    const keys = deriveEpochKeys(deployment.rootKey, 'us-east-1/1')
    const publicKey = importPublicKey(key.suite, bytesOf(key.publicKey))
    const inspection = {
      ...key,
      regionIndex: key.index,
      region: 'us-east-1',
      revoked: false,
      publicKey,
      claimsKey: keys.claimsKey,
    }
    const claims = claimsAt(START_MS, { sourceIdentity: 'alice' })
    const token = (await deployment.keyring.issuer('us-east-1').seal(claims)).sessionToken.reveal()
    inspect(token, claims, inspection)
    for (const [name, value] of Object.entries({
      sourceIdentity: 'mallory',
      chainDepth: 3,
      mfaAtMs: 5,
      regionScope: 'v1',
    }))
      assert.throws(
        () => inspect(token, { ...claims, [name]: value }, inspection),
        (error: Error) => error.message.endsWith(`something else of ${name}`),
      )
    assert.throws(() => inspect(token, claims, { ...inspection, epoch: 2 }), /does not name its key/)
    assert.throws(() => inspect(token, claims, { ...inspection, claimsKey: newRootKey() }), /badCommitment/)
  })

  test('a token with a fault of ours is caught where inspection is due, and the issuer throws', async (t) => {
    const deployment = deploy(t)
    const published = publishedKey(deployment)
    const key = {
      ...published,
      ...deriveEpochKeys(deployment.rootKey, 'us-east-1/1'),
      publicKey: importPublicKey(1, bytesOf(published.publicKey)),
      regionIndex: published.index,
      region: 'us-east-1',
      revoked: false,
      // Somebody else's: what it signs does not verify.
      privateKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
    }
    const hedge = newHedge(deployment.rootKey, systemRandom)
    const issuer = (due: boolean) =>
      newIssuer({
        region: 'us-east-1',
        random: systemRandom,
        hedge,
        sealer: sealHere,
        sealingKey: () => key,
        inspectDue: () => due,
      })
    await assert.rejects(issuer(true).seal(claimsAt(START_MS)), /a sealed token does not open: badSignature/)
    assert.equal(refusal(openIssued(deployment, await issuer(false).seal(claimsAt(START_MS)))), 'badSignature')
    const due = everyNth(3)
    assert.deepEqual([due(), due(), due(), due(), due()], [true, false, false, true, false])
  })

  test('parsing takes nothing above 4,096 characters, however well-formed', async (t) => {
    const { token } = forge(deploy(t), { body: Buffer.alloc(2_914) })
    assert.equal(token.length, 4_096)
    assert.ok(parseToken(token))
    assert.equal(parseToken(`AQEB${token.slice(4)}AAAA`), undefined)
  })
})

describe('size', () => {
  const sealed = async (t: { after(work: () => void): void }, more: Partial<SessionClaims>): Promise<number> =>
    (await mint(deploy(t), more)).sessionToken.reveal().length
  const name = 'n'.repeat(64)

  test('the smallest token is below 300 characters', async (t) => {
    const deployment = deploy(t)
    const { sessionName: _, ...claims } = claimsAt(START_MS)
    assert.equal((await deployment.keyring.issuer('us-east-1').seal(claims)).sessionToken.reveal().length, 292)
  })

  test('64-character session name, source identity and 2 tags stay within 500', async (t) => {
    const tags = [
      { key: 'team', value: 'payments', transitive: true },
      { key: 'project', value: 'alpha', transitive: false },
    ]
    const length = await sealed(t, { sessionName: name, sourceIdentity: 'alice@example.com', tags })
    assert.ok(length <= 500, `${length} characters`)
  })

  test('the largest claims stay within the hard cap of 4,096 and open', async (t) => {
    const deployment = deploy(t)
    const noise = (bytes: number): string => Buffer.from(systemRandom.bytes(bytes)).toString('hex')
    let tags = [{ key: noise(64), value: noise(128), transitive: true }]
    const fits = (more: typeof tags): boolean =>
      deployment.keyring.issuer('us-east-1').packedPolicySize({ tags: more }) <= 100
    while (fits(tags)) tags = [...tags, { key: noise(4), value: noise(8), transitive: false }]
    const claims = {
      tags: tags.slice(0, -1),
      sessionName: 'n'.repeat(128),
      sourceIdentity: 'i'.repeat(128),
      principalId: `_${'p'.repeat(127)}`,
      sourceAccessKeyId: `_${'k'.repeat(127)}`,
      parentSessionId: `_${'s'.repeat(127)}`,
      chainDepth: 255,
      mfaAtMs: START_MS,
      regionScope: 'v1',
    } as const
    const issued = await mint(deployment, claims)
    assert.ok(issued.sessionToken.reveal().length <= 4_096)
    assert.ok((issued.packedPolicySize ?? 0) >= 98)
    assertOpen(openIssued(deployment, issued))
  })
})

describe('TOK', () => {
  test('TOK-01 every flipped bit, every truncation, every appended byte and every spliced field is refused', async (t) => {
    const deployment = deploy(t)
    const [one, two] = [await mint(deployment), await mint(deployment)].map((issued) =>
      bytesOf(issued.sessionToken.reveal()),
    ) as [Buffer, Buffer]
    assertOpen(openBytes(deployment, one))
    for (let bit = 0; bit < one.length * 8; bit++) {
      const changed = Buffer.from(one)
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      assert.equal(openBytes(deployment, changed).ok, false, `bit ${bit}`)
    }
    for (let length = 0; length < one.length; length++)
      assert.equal(openBytes(deployment, one.subarray(0, length)).ok, false, `length ${length}`)
    for (const extra of [0, 1, 255])
      assert.equal(openBytes(deployment, Buffer.concat([one, Buffer.of(extra)])).ok, false)
    // Header, access key, salt, commitment, ciphertext, tag, signature: all subsets but none and all.
    const cuts = [0, 12, 22, 46, 78, one.length - 80, one.length - 64, one.length]
    for (let subset = 1; subset < 2 ** 7 - 1; subset++) {
      const parts = cuts.slice(1).map((end, index) => ((subset >> index) & 1 ? two : one).subarray(cuts[index], end))
      const spliced = Buffer.concat(parts)
      if (!spliced.equals(one) && !spliced.equals(two))
        assert.equal(openBytes(deployment, spliced).ok, false, `subset ${subset}`)
    }
  })

  test('TOK-01 the other signature of the same token (high s) is refused', async (t) => {
    const deployment = deploy(t)
    const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
    for (let run = 0; run < 8; run++) {
      const bytes = bytesOf((await mint(deployment)).sessionToken.reveal())
      const s = BigInt(`0x${bytes.subarray(-32).toString('hex')}`)
      bytes.write((order - s).toString(16).padStart(64, '0'), bytes.length - 32, 'hex')
      assert.equal(refusal(openBytes(deployment, bytes)), 'badSignature')
    }
  })

  test('TOK-02 only canonical standard base64 is taken', async (t) => {
    const deployment = deploy(t)
    // A claims length that leaves two padding characters, so that four bits of the last character must be zero.
    const padded = await Promise.all([1, 2, 3].map((length) => mint(deployment, { sessionName: 'n'.repeat(length) })))
    const issued = padded.find((each) => each.sessionToken.reveal().endsWith('=='))
    assert.ok(issued)
    const token = issued.sessionToken.reveal()
    const open = (text: string): string => refusal(deployment.keyring.opener.open(issued.accessKeyId, text))
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
    const last = alphabet.indexOf(token.at(-3) ?? '')
    assert.equal(last & 15, 0)
    const loose = [1, 2, 4, 8].map((bit) => `${token.slice(0, -3)}${alphabet[last | bit]}==`)
    const url = token.replaceAll('+', '-').replaceAll('/', '_')
    const spaced = [
      ` ${token}`,
      `${token} `,
      `${token}\n`,
      `${token.slice(0, 76)}\r\n${token.slice(76)}`,
      `\ufeff${token}`,
    ]
    const repadded = [token.slice(0, -1), token.slice(0, -2), `${token}=`, `${token}====`, `${token}AAAA`]
    const texts = [
      ...loose,
      ...spaced,
      ...repadded,
      '',
      '=',
      'A',
      'é'.repeat(400),
      'A'.repeat(4_097),
      'A'.repeat(1_000_000),
    ]
    if (url !== token) texts.push(url)
    for (const text of texts) assert.equal(open(text), 'malformed', JSON.stringify(text.slice(0, 80)))
    assert.equal(open(token), 'open')
  })

  test('TOK-03 an unknown version or suite is refused, and no other suite is tried', async (t) => {
    const deployment = deploy(t)
    const { token } = forge(deployment)
    const original = bytesOf(token)
    for (let version = 0; version < 256; version++) {
      const bytes = Buffer.from(original)
      bytes[0] = version
      assert.equal(refusal(openBytes(deployment, bytes)), version === 1 ? 'open' : 'malformed')
    }
    for (let suite = 0; suite < 256; suite++) {
      // Signed by the real key over the changed header: only the suite is wrong.
      const forged = forge(deployment, { header: { suite } })
      const opened = deployment.keyring.opener.open(forged.accessKeyId, forged.token)
      assert.equal(refusal(opened), suite === 1 ? 'open' : 'unknownKey')
    }
  })

  test('TOK-04 the key of another region, epoch or id opens nothing, and exactly one key is tried', async (t) => {
    const deployment = deploy(t)
    const key = publishedKey(deployment)
    const other = publishedKey(deployment, 'eu-west-1')
    const next = deployment.keyring.manifest().regions[0]?.keys[1]
    assert.ok(next)
    const headers = {
      unknownKey: [
        { regionIndex: other.index },
        { epoch: 2 },
        { epoch: 0 },
        { epoch: 4_294_967_295 },
        { keyId: key.keyId ^ 1 },
        { regionIndex: 9 },
      ],
      // These name a key that exists: it is the one tried, and it did not sign.
      badSignature: [
        { regionIndex: other.index, keyId: other.keyId },
        { epoch: 2, keyId: next.keyId },
      ],
    } as const
    for (const why of ['unknownKey', 'badSignature'] as const)
      for (const header of headers[why]) {
        const forged = forge(deployment, {
          header: { ...header, ...('keyId' in header && { keyId: header.keyId >>> 0 }) },
        })
        assert.equal(
          refusal(deployment.keyring.opener.open(forged.accessKeyId, forged.token)),
          why,
          JSON.stringify(header),
        )
      }
  })

  test('TOK-04 another deployment cannot open, nor be opened', async (t) => {
    const [one, two] = [deploy(t), deploy(t)]
    assert.equal(refusal(openIssued(two, await mint(one))), 'unknownKey')
    assert.equal(refusal(openIssued(one, await mint(two))), 'unknownKey')
  })

  test('TOK-04 a retired signing key cannot date sessions past its epoch, nor past 36 hours after it', async (t) => {
    const deployment = deploy(t)
    const stolen = forge(deployment, { claims: claimsAt(START_MS + 86_400_000 + 901_000, {}) })
    deployment.clock.advance(86_400_000 + 902_000)
    assert.equal(refusal(deployment.keyring.opener.open(stolen.accessKeyId, stolen.token)), 'badClaims')
    assert.throws(
      () => encodeClaims(claimsAt(START_MS, { expiresAtMs: START_MS + MAX_LIFETIME_MS + 1 }), undefined),
      RangeError,
    )
  })

  test('TOK-04 a retired epoch answers expired for 30 days, then unknown', async (t) => {
    const deployment = deploy(t)
    const issued = await mint(deployment)
    deployment.clock.advance(86_400_000 + MAX_LIFETIME_MS + 29 * 86_400_000)
    deployment.keyring.maintain()
    assert.equal(refusal(openIssued(deployment, issued)), 'expired')
    deployment.clock.advance(2 * 86_400_000)
    deployment.keyring.maintain()
    assert.equal(refusal(openIssued(deployment, issued)), 'unknownKey')
  })

  test('TOK-05 what opens tokens reaches no signing function', async () => {
    const reached = importsOf(join(import.meta.dirname, 'open.ts'))
    const forbidden = /\b(sign|createSign|generateKeyPair|generateKeyPairSync|createPrivateKey|signMessage|newIssuer)\b/
    assert.ok(reached.size >= 8)
    for (const [file, imports] of reached) {
      assert.doesNotMatch(imports, forbidden, file)
      assert.doesNotMatch(imports, /\* as|import [a-zA-Z]+ from 'node:crypto'/, file)
      assert.doesNotMatch(readFileSync(file, 'utf8'), /import\(|require\(|getBuiltinModule/, file)
    }
    // The same walk does see signing where there is some.
    assert.match([...importsOf(join(import.meta.dirname, 'keys/signingKeys.ts')).values()].join('\n'), forbidden)
  })

  test('TOK-05 claims and secret keys without the signing key mint nothing', async (t) => {
    const deployment = deploy(t)
    const key = publishedKey(deployment)
    const claims = claimsAt(START_MS)
    const verifierKeys = deriveEpochKeys(deployment.rootKey, 'us-east-1/1')
    const accessKey = parseToken((await mint(deployment)).sessionToken.reveal())?.header.subarray(12)
    assert.ok(accessKey)
    const header = encodeHeader({ ...key, regionIndex: key.index }, accessKey)
    const salt = Buffer.from(systemRandom.bytes(24))
    const cipher = deriveCipher(verifierKeys.claimsKey, { header, salt })
    const aad = Buffer.concat([header, salt, cipher.commit])
    const signed = signedBytes(aad, gcmSeal({ ...cipher, aad }, encodeClaims(claims, undefined)))
    const own = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const signatures = [Buffer.alloc(64), Buffer.alloc(64, 1), signMessage(1, own.privateKey, signed)]
    for (const signature of signatures) {
      const opened = deployment.keyring.opener.open(`ASIA${base32(accessKey)}`, encodeToken(signed, signature))
      assert.equal(refusal(opened), 'badSignature')
    }
  })

  test('TOK-06 a ciphertext made for another key fails at its commitment, before it is decrypted', async (t) => {
    const deployment = deploy(t)
    const claimsKey = newRootKey()
    const forged = forge(deployment, { claimsKey })
    assert.equal(refusal(deployment.keyring.opener.open(forged.accessKeyId, forged.token)), 'badCommitment')
    const commit = Buffer.alloc(32, 7)
    const other = forge(deployment, { commit })
    assert.equal(refusal(deployment.keyring.opener.open(other.accessKeyId, other.token)), 'badCommitment')
  })

  test('TOK-07 a stuck random source gives distinct salts, keys and secrets for distinct claims', async (t) => {
    const stuck = { bytes: (count: number) => new Uint8Array(count).fill(7) }
    const deployment = deploy(t, { random: stuck })
    const seen = new Set<string>()
    const runs = 500
    for (let run = 0; run < runs; run++) {
      const issued = await mint(deployment, { sessionName: `s${run}` })
      const parts = parseToken(issued.sessionToken.reveal())
      assert.ok(parts)
      seen.add(parts.salt.toString('hex')).add(parts.commit.toString('hex')).add(issued.secretAccessKey.reveal())
    }
    assert.equal(seen.size, 3 * runs)
  })

  test('TOK-07 a copied machine (same memory, same random bytes, same counter) still salts other claims otherwise', async () => {
    const rootKey = newRootKey()
    const stuck = { bytes: (count: number) => new Uint8Array(count).fill(7) }
    const [one, copy] = [newHedge(rootKey, stuck), newHedge(rootKey, stuck)]
    const header = Buffer.alloc(22)
    assert.notDeepEqual(one(header, Buffer.from('claims of alice')), copy(header, Buffer.from('claims of bob')))
    assert.deepEqual(one(header, Buffer.from('x')), copy(header, Buffer.from('x')))
  })

  test('TOK-07 the same claims sealed twice in one process are salted otherwise', async () => {
    const stuck = { bytes: (count: number) => new Uint8Array(count).fill(7) }
    const hedge = newHedge(newRootKey(), stuck)
    assert.notDeepEqual(hedge(Buffer.from('same')), hedge(Buffer.from('same')))
  })

  test('TOK-07 the hedge key differs from process to process with the same root key', async () => {
    const rootKey = newRootKey()
    const salts = [0, 1].map(() => {
      // Random while the process starts, stuck from then on.
      let stuck = false
      const bytes = (count: number): Uint8Array => (stuck ? new Uint8Array(count) : systemRandom.bytes(count))
      const hedge = newHedge(rootKey, { bytes })
      stuck = true
      return hedge(Buffer.from('same'))
    })
    assert.notDeepEqual(salts[0], salts[1])
  })

  test('TOK-08 nothing else that this server seals opens as a token, and no token as anything else', async (t) => {
    const deployment = deploy(t)
    const box = newSecretBox(deployment.rootKey, systemRandom)
    const issued = await mint(deployment)
    const token = issued.sessionToken.reveal()
    const sealed = encodeBase64(box.seal(systemRandom.bytes(300), 'accesskey/AKIA'))
    const jwt = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.'
    for (const text of [sealed, jwt, `Bearer ${token}`, issued.secretAccessKey.reveal(), issued.accessKeyId])
      assert.equal(refusal(deployment.keyring.opener.open(issued.accessKeyId, text)), 'malformed')
    assert.throws(() => box.open(bytesOf(token), 'accesskey/AKIA'))
  })

  test('TOK-08 a token shows neither its secret nor its claims', async (t) => {
    const deployment = deploy(t)
    const issued = await mint(deployment, { sessionName: 'very-visible-name', sourceIdentity: 'very-visible-identity' })
    const bytes = bytesOf(issued.sessionToken.reveal())
    for (const text of ['very-visible', issued.secretAccessKey.reveal()]) assert.equal(bytes.includes(text), false)
    assert.doesNotMatch(JSON.stringify({ issued, opened: openIssued(deployment, issued) }), /[A-Za-z0-9+/]{200}/)
    assert.equal(JSON.stringify(issued).includes(issued.secretAccessKey.reveal()), false)
  })

  test('TOK-09 the secret needs K_secret: token, public keys, claims key and other keys give another one', async (t) => {
    const deployment = deploy(t)
    const issued = await mint(deployment)
    const parts = parseToken(issued.sessionToken.reveal())
    assert.ok(parts)
    const { claimsKey, secretKey } = deriveEpochKeys(deployment.rootKey, 'us-east-1/1')
    const secret = issued.secretAccessKey.reveal()
    assert.equal(deriveSecret(secretKey, parts).reveal(), secret)
    const known = createHash('sha256').update(publishedKey(deployment).publicKey).digest()
    const others = [
      claimsKey,
      keyObject(known),
      keyObject(Buffer.alloc(32)),
      keyObject(Buffer.from(parts.commit)),
      deriveEpochKeys(deployment.rootKey, 'us-east-1/2').secretKey,
      deriveEpochKeys(deployment.rootKey, 'eu-west-1/1').secretKey,
    ]
    for (const other of others) assert.notEqual(deriveSecret(other, parts).reveal(), secret)
    const opened = gcmOpen({ ...deriveCipher(claimsKey, parts), aad: parts.aad }, parts.box)
    assert.ok(opened)
    assert.equal(opened.includes(bytesOf(secret)), false)
  })

  test('TOK-10 a root key is 256 random bits, never a password', async () => {
    const random = encodeBase64(systemRandom.bytes(32))
    await envRootKey(random).load()
    const words = encodeBase64(Buffer.from('correct horse battery staple 12!'))
    const bad = [
      '',
      'hunter2',
      words,
      encodeBase64(Buffer.alloc(32)),
      encodeBase64(systemRandom.bytes(31)),
      encodeBase64(systemRandom.bytes(33)),
      `${random} `,
      random.slice(0, -1),
      encodeBase64(Buffer.alloc(32, 'ab', 'hex')),
    ]
    for (const value of bad) await assert.rejects(envRootKey(value).load(), /BREVET_ROOT_KEY/)
  })

  test('TOK-11 a shortened GCM tag opens nothing, and nothing decrypted leaves with a bad one', async () => {
    const input = { key: Buffer.alloc(32, 1), iv: Buffer.alloc(12, 2), aad: Buffer.from('aad') }
    const sealed = gcmSeal(input, Buffer.from('plaintext'))
    assert.equal(gcmOpen(input, sealed)?.toString(), 'plaintext')
    for (let length = 0; length < sealed.length; length++)
      assert.equal(gcmOpen(input, sealed.subarray(0, length)), undefined)
    const wrong = Buffer.from(sealed)
    wrong[wrong.length - 1] = (wrong.at(-1) ?? 0) ^ 1
    assert.equal(gcmOpen(input, wrong), undefined)
  })

  test('TOK-11 GCM is used in primitives.ts only, always with authTagLength', async () => {
    const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => ({ file, text: readFileSync(join(import.meta.dirname, file), 'utf8') }))
    const users = files.filter(({ text }) => /create(C|Dec)ipheriv/.test(text))
    assert.deepEqual(
      users.map(({ file }) => file),
      ['primitives.ts'],
    )
    const calls = users[0]?.text.match(/create(C|Dec)ipheriv\([^)]*\)/g) ?? []
    assert.equal(calls.length, 2)
    for (const call of calls) assert.match(call, /authTagLength: TAG_BYTES/)
  })

  test('TOK-12 rotation ends no live token, and every token opens in a process that has not rotated', async (t) => {
    const deployment = deploy(t, { epochMs: 60_000 })
    const follower = deployment.again()
    const live: IssuedCredentials[] = []
    for (let minute = 0; minute < 10; minute++) {
      for (let run = 0; run < 3; run++) {
        live.push(await mint(deployment))
        deployment.clock.advance(20_000)
      }
      if (minute % 3 === 0) deployment.keyring.rotate('us-east-1')
      for (const issued of live) {
        assertOpen(openIssued(deployment, issued))
        assertOpen(follower.opener.open(issued.accessKeyId, issued.sessionToken.reveal()))
      }
    }
    const epochs = live.map((issued) => parseToken(issued.sessionToken.reveal())?.header.readUInt32BE(4))
    assert.ok(new Set(epochs).size >= 10)
  })

  test('TOK-13 a clock that goes back a day does not revive an expired token, across a restart too', async (t) => {
    const path = join(temporaryDirectory(t), 'clock')
    const machine = new TestClock()
    const floor = () => openClockFloor({ path, clock: machine, warn: () => undefined })
    const before = floor()
    const deployment = deploy(t, { clock: before })
    const issued = await mint(deployment)
    assertOpen(openIssued(deployment, issued))
    machine.advance(HOUR_MS)
    assert.equal(refusal(openIssued(deployment, issued)), 'expired')
    machine.wallMs -= 86_400_000
    assert.equal(refusal(openIssued(deployment, issued)), 'expired')
    before.close()
    const restarted = deployment.again({ clock: floor() })
    assert.equal(refusal(restarted.opener.open(issued.accessKeyId, issued.sessionToken.reveal())), 'expired')
  })
})

test('verifySignature answers false, and never throws, for signatures of any content', async () => {
  const keys = [
    { suite: 1, publicKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey },
    { suite: 2, publicKey: generateKeyPairSync('ed25519').publicKey },
  ] as const
  for (const key of keys)
    for (const signature of [
      Buffer.alloc(0),
      Buffer.alloc(63),
      Buffer.alloc(64),
      Buffer.alloc(64, 255),
      Buffer.alloc(65),
    ])
      assert.equal(verifySignature(key, Buffer.from('message'), signature), false)
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'der', type: 'spki' })
  assert.throws(() => importPublicKey(1, p384), /suite 1/)
  assert.throws(() => importPublicKey(2, p384), /suite 2/)
  assert.ok(
    timingSafeEqual(
      createPublicKey({ key: p384, format: 'der', type: 'spki' }).export({ format: 'der', type: 'spki' }),
      p384,
    ),
  )
})

/** The import statements of a file and of everything it imports from us, types apart. */
function importsOf(entry: string): Map<string, string> {
  const seen = new Map<string, string>()
  const visit = (file: string): void => {
    if (seen.has(file)) return
    const statements = readFileSync(file, 'utf8').match(/^(import|export) (?!type)[^;]*? from '[^']+'$/gm) ?? []
    seen.set(file, statements.join('\n'))
    for (const statement of statements) {
      const source = / from '(\.[^']+)'$/.exec(statement)?.[1]
      if (source !== undefined) visit(resolve(dirname(file), source))
    }
  }
  visit(entry)
  return seen
}
