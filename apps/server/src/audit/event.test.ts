import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ServiceError } from '../domain/errors.ts'
import type { Caller, Credential } from '../domain/caller.ts'
import { received } from '../domain/request.ts'
import { Secret } from '../domain/secret.ts'
import type { Session } from '../domain/session.ts'
import { buildRecord, shareRecord } from './event.ts'
import { facts } from './fixtures/testLog.ts'
import { asciiJson, encodeRecord, GENESIS } from './line.ts'
import { HIDDEN } from './redact.ts'

const accountId = '123456789012'
const longTerm: Credential = { type: 'longTerm', accessKeyId: 'AKIAEXAMPLE000000000' }

const session = (kind: Session['kind'], more: Partial<Session> = {}): Credential => ({
  type: 'session',
  accessKeyId: 'ASIAEXAMPLE000000000',
  session: {
    kind,
    id: 'SESSIONID',
    accessKeyId: 'ASIAEXAMPLE000000000',
    issuerRegion: 'us-east-1',
    epoch: 'us-east-1/1',
    issuedAtMs: 1_790_000_000_999,
    expiresAtMs: 1_790_003_600_000,
    accountId,
    principalId: 'AROAEXAMPLE',
    sourceAccessKeyId: 'AKIAEXAMPLE000000000',
    tags: [],
    chainDepth: 0,
    regionScope: 'v2',
    ...more,
  },
})

const rootArn = `arn:aws:iam::${accountId}:root`
const userArn = `arn:aws:iam::${accountId}:user/team/alice`
const root: Caller = { kind: 'root', accountId, arn: rootArn, userId: accountId, credential: longTerm }
const user: Caller = {
  kind: 'user',
  accountId,
  arn: userArn,
  userId: 'AIDAALICE',
  userName: 'alice',
  credential: longTerm,
}
const role: Caller = {
  kind: 'assumedRole',
  accountId,
  arn: `arn:aws:sts::${accountId}:assumed-role/Deploy/ci`,
  userId: 'AROADEPLOY:ci',
  roleArn: `arn:aws:iam::${accountId}:role/team/Deploy`,
  roleId: 'AROADEPLOY',
  roleName: 'Deploy',
  sessionName: 'ci',
  credential: session('assumedRole', { sourceIdentity: 'alice', mfaAtMs: 1, parentSessionId: 'PARENT', chainDepth: 2 }),
}
const federated: Caller = {
  kind: 'federatedUser',
  accountId,
  arn: `arn:aws:sts::${accountId}:federated-user/bob`,
  userId: `${accountId}:bob`,
  name: 'bob',
  issuer: { kind: 'user', arn: userArn, id: 'AIDAALICE' },
  credential: session('federationToken'),
}

const ASIA = 'ASIAEXAMPLE000000000'
const attributes = { creationDate: '2026-09-21T14:13:20Z', mfaAuthenticated: 'false' }

describe("userIdentity in CloudTrail's shapes", () => {
  const identity = (caller: Caller | undefined) => buildRecord(facts(1, { caller })).userIdentity

  test('Root and IAMUser by long-term keys', () => {
    const accessKeyId = longTerm.accessKeyId
    assert.deepEqual(identity(root), { type: 'Root', principalId: accountId, arn: rootArn, accountId, accessKeyId })
    const expected = {
      type: 'IAMUser',
      principalId: 'AIDAALICE',
      arn: userArn,
      accountId,
      accessKeyId,
      userName: 'alice',
    }
    assert.deepEqual(identity(user), expected)
  })

  test('IAMUser by a GetSessionToken session: attributes, no issuer', () => {
    assert.deepEqual(identity({ ...user, credential: session('sessionToken', { mfaAtMs: 5 }) }), {
      type: 'IAMUser',
      principalId: 'AIDAALICE',
      arn: userArn,
      accountId,
      accessKeyId: ASIA,
      userName: 'alice',
      sessionContext: { attributes: { ...attributes, mfaAuthenticated: 'true' } },
    })
  })

  test('AssumedRole: issuer, MFA and source identity', () => {
    assert.deepEqual(identity(role), {
      type: 'AssumedRole',
      principalId: 'AROADEPLOY:ci',
      arn: `arn:aws:sts::${accountId}:assumed-role/Deploy/ci`,
      accountId,
      accessKeyId: ASIA,
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: 'AROADEPLOY',
          arn: `arn:aws:iam::${accountId}:role/team/Deploy`,
          accountId,
          userName: 'Deploy',
        },
        attributes: { ...attributes, mfaAuthenticated: 'true' },
        sourceIdentity: 'alice',
      },
    })
  })

  test('FederatedUser: issued by a user, or by root', () => {
    const issuer = { type: 'IAMUser', principalId: 'AIDAALICE', arn: userArn, accountId, userName: 'alice' }
    assert.deepEqual(identity(federated), {
      type: 'FederatedUser',
      principalId: `${accountId}:bob`,
      arn: `arn:aws:sts::${accountId}:federated-user/bob`,
      accountId,
      accessKeyId: ASIA,
      sessionContext: { sessionIssuer: issuer, attributes },
    })
    const byRoot = identity({ ...federated, issuer: { kind: 'root', arn: rootArn, id: accountId } })
    const rootIssuer = { type: 'Root', principalId: accountId, arn: rootArn, accountId }
    assert.deepEqual(byRoot['sessionContext'], { sessionIssuer: rootIssuer, attributes })
  })

  test('nobody: Unknown; what the request claimed stands apart', () => {
    const record = buildRecord(facts(1, { claimedAccessKeyId: 'AKIACLAIMED' }))
    assert.deepEqual(record.userIdentity, { type: 'Unknown' })
    assert.deepEqual(record.additionalEventData, { claimedAccessKeyId: 'AKIACLAIMED', secureTransport: false })
  })
})

describe('the rest of the record', () => {
  test('a whole record of a refusal by a session', () => {
    const error = new ServiceError('AccessDenied', 'no', { reason: 'SCP p-1, statement 2' })
    const { code, message } = error
    const record = buildRecord(
      facts(1, {
        caller: role,
        eventName: 'AssumeRole',
        readOnly: false,
        input: { roleArn: 'arn:aws:iam::123456789012:role/x', durationSeconds: 900 },
        output: { never: 'shown' },
        error: { code, message, reason: 'SCP p-1, statement 2' },
        resources: [{ ARN: 'arn:aws:iam::123456789012:role/x', accountId, type: 'AWS::IAM::Role' }],
      }),
    )
    assert.deepEqual(JSON.parse(JSON.stringify({ ...record, userIdentity: 0 })), {
      eventVersion: '1.11',
      userIdentity: 0,
      eventTime: '2026-09-21T14:13:20Z',
      eventSource: 'sts.amazonaws.com',
      eventName: 'AssumeRole',
      awsRegion: 'us-east-1',
      sourceIPAddress: '192.0.2.7',
      userAgent: 'test/1',
      errorCode: 'AccessDenied',
      errorMessage: 'no',
      requestParameters: { roleArn: 'arn:aws:iam::123456789012:role/x', durationSeconds: 900 },
      responseElements: null,
      additionalEventData: {
        sessionId: 'SESSIONID',
        parentSessionId: 'PARENT',
        sourceAccessKeyId: 'AKIAEXAMPLE000000000',
        chainDepth: 2,
        reason: 'SCP p-1, statement 2',
        secureTransport: false,
      },
      requestID: 'request-1',
      eventID: 'event-1',
      readOnly: false,
      resources: [{ ARN: 'arn:aws:iam::123456789012:role/x', accountId, type: 'AWS::IAM::Role' }],
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: accountId,
      eventCategory: 'Management',
    })
  })

  test("both records of a cross-account call: one shared id, and nothing of the caller's inside in the owner's", () => {
    const record = buildRecord(
      facts(1, { caller: role, error: { code: 'AccessDenied', message: 'no', reason: 'secret' } }),
    )
    const sharing = { ownerAccountId: '999999999999', ownerEventId: 'owner-event', sharedEventId: 'shared' }
    const [callers, owners] = shareRecord(record, sharing)
    assert.deepEqual(callers, { ...record, sharedEventID: 'shared' })
    assert.deepEqual(owners.userIdentity, { type: 'AWSAccount', principalId: 'AROADEPLOY:ci', accountId })
    assert.deepEqual(owners.additionalEventData, { secureTransport: false })
    const { recipientAccountId, eventID, sharedEventID, requestID } = owners
    assert.deepEqual(
      [recipientAccountId, eventID, sharedEventID, requestID],
      ['999999999999', 'owner-event', 'shared', 'request-1'],
    )
  })
})

const request = (userAgent: string, sourceIp = '192.0.2.7') =>
  received({ ...facts(1).request, headers: [['USER-agent', userAgent]], sourceIp })

const HOSTILE = [
  'two\nlines',
  'carriage\rreturn',
  '\u001b[2J\u001b]0;title\u0007 and 8-bit \u009b2J',
  '"},"record":{"eventName":"Forged"},"x":{"y":"',
  'nul\0nul',
  'line\u2028separator\u2029',
  'bidi \u202e\u2066 override',
  'lone \ud800 and \udc00 surrogates',
  '\u007f\u0085',
  '\\u000a\\n',
  '__proto__',
  'n'.repeat(1024 * 1024),
]

describe('AUD-04 hostile texts stay one valid line of JSON', () => {
  for (const text of HOSTILE) {
    test(JSON.stringify(text.slice(0, 40)), () => {
      const hostile: Caller = { ...role, sessionName: text, arn: `arn:${text}` }
      const record = buildRecord(
        facts(1, {
          caller: text.length > 1_000 ? role : hostile,
          request: request(text, text),
          eventName: text,
          input: { roleSessionName: text, [text]: [text, { deeper: text }] },
          error: { code: text, message: text, reason: text },
        }),
      )
      const point = { log: '', segment: '', sequence: 0, hash: GENESIS }
      const { line } = encodeRecord(asciiJson(record), point)
      assert.match(line, /^[\x20-\x7e]+\n$/)
      assert.ok(line.length < 200_000, `${line.length} bytes`)
      const { record: parsed } = JSON.parse(line) as { record: Record<string, unknown> }
      assert.deepEqual(Object.keys(parsed), Object.keys(record))
      const name = (parsed['requestParameters'] as Record<string, string>)['roleSessionName'] ?? ''
      assert.ok(text.length > 20_000 ? name.endsWith(' more]') : name === text)
    })
  }

  test('sentences, addresses and names are cut', () => {
    const long = 'x'.repeat(100_000)
    const error = { code: long, message: long, reason: long }
    const record = buildRecord(facts(1, { request: request(long, long), eventName: long, region: long, error }))
    assert.ok(asciiJson(record).length < 5_000)
  })

  test('more than 100 KB of parameters are left out, endless ones too', () => {
    const documents = Array.from({ length: 10 }, () => 'd'.repeat(16_000))
    const { requestParameters } = buildRecord(facts(1, { input: { documents } }))
    assert.deepEqual(requestParameters, { omitted: 'larger than 102400 bytes' })
    const endless: Record<string, unknown> = {}
    endless['again'] = endless
    assert.match(asciiJson(buildRecord(facts(1, { input: endless }))), /too deep/)
    const many = Array.from({ length: 5_000 }, (_, index) => index)
    const kept = buildRecord(facts(1, { input: { many } })).requestParameters?.['many'] as unknown[]
    assert.equal(kept.length, 1_001)
  })
})

const CANARY = 'CANARYwJalrXUtnFEMIbPxRfiCYEXAMPLEKEY'

describe('AUD-06 secrets do not reach the record', () => {
  const members = [
    'tokenCode',
    'authenticationCode1',
    'authenticationCode2',
    'secretAccessKey',
    'sessionToken',
    'webIdentityToken',
    'sAMLAssertion',
    'tradeInToken',
    'password',
    'NewPassword',
    'oldPassword',
    'privateKey',
    'addPrivateKey',
    'servicePassword',
    'serviceCredentialSecret',
    'base32StringSeed',
    'qRCodePNG',
    'encodedMessage',
    'decodedMessage',
    'client_secret',
    'X-Amz-Security-Token',
    'Authorization',
  ]
  for (const member of members) {
    test(`${member}, in input, output and additional data, at any depth`, () => {
      const value = { [member]: CANARY, deeper: [{ [member]: { inside: CANARY } }] }
      const record = buildRecord(facts(1, { input: value, output: value, additional: value }))
      assert.ok(!asciiJson(record).includes('CANARY'), asciiJson(record))
      assert.equal(record.requestParameters?.[member], HIDDEN)
    })
  }

  test('a Secret under any name, and both halves of issued credentials', () => {
    const credentials = {
      accessKeyId: ASIA,
      secretAccessKey: CANARY,
      sessionToken: CANARY,
      expiration: '2026-09-21T14:13:20Z',
    }
    const record = buildRecord(facts(1, { input: { harmless: new Secret(CANARY) }, output: { credentials } }))
    assert.ok(!asciiJson(record).includes('CANARY'))
    assert.deepEqual(JSON.parse(JSON.stringify(record.responseElements?.['credentials'])), {
      accessKeyId: ASIA,
      secretAccessKey: HIDDEN,
      sessionToken: HIDDEN,
      expiration: '2026-09-21T14:13:20Z',
    })
  })
})

describe('AUD-07 credentials inside texts are hidden, whatever the case of their name', () => {
  const texts = [
    `Authorization: AWS4-HMAC-SHA256 Credential=AKIA/20260921/x, SignedHeaders=host, Signature=${CANARY}`,
    `aUTHORIZATION:Bearer ${CANARY}`,
    `proxy-Authorization = Basic ${CANARY}`,
    `GET /?X-Amz-Signature=${CANARY}&x=1`,
    `GET /?x-amz-SECURITY-token=${CANARY}`,
    `The canonical string was 'x-amz-security-token:${CANARY}'`,
    `{"X-Amz-Security-Token": "${CANARY}"}`,
    `AWS_SECRET_ACCESS_KEY=${CANARY}`,
    `SecretAccessKey: "${CANARY}"`,
    `session_token=${CANARY}`,
    `https://alice:${CANARY}@sts.example/`,
    `bearer ${CANARY}`,
    `Set-Cookie: id=${CANARY}; Path=/`,
    `${'x'.repeat(1_000)} password=${CANARY}`,
  ]
  for (const text of texts) {
    test(text.slice(0, 60), () => {
      const error = { code: 'X', message: text, reason: text }
      const record = buildRecord(facts(1, { request: request(text), input: { description: text, [text]: 1 }, error }))
      assert.ok(!asciiJson(record).includes('CANARY'), asciiJson(record))
    })
  }

  test('ordinary sentences are left alone', () => {
    const text =
      'User: arn:aws:iam::1:user/a is not authorized; the security token included in the request is invalid. See https://x/y:z'
    assert.equal(buildRecord(facts(1, { error: { code: 'AccessDenied', message: text } })).errorMessage, text)
  })
})

test('a user agent of a megabyte of near-secrets takes little time', () => {
  for (const piece of ['cookie ', 'password   ', '://', 'bearer ', '://a:', "signature'", 'authorization\t'] as const) {
    const text = piece.repeat(Math.floor(1_000_000 / piece.length))
    const began = performance.now()
    buildRecord(facts(1, { request: request(text) }))
    assert.ok(performance.now() - began < 1_000, piece)
  }
})

describe('asciiJson', () => {
  test('whatever the text is, the line is ASCII without controls, and says the same', () => {
    for (const text of [
      'plain',
      'DEL \u007f',
      'caf\u00e9',
      '\u0080',
      '\u2028',
      '\u{1f511}',
      'half \ud83d',
      '\u0000\n\t"\\',
      '\u007f\u00e9',
    ]) {
      const json = asciiJson({ text })
      assert.match(json, /^[ -~]+$/)
      assert.deepEqual(JSON.parse(json), { text })
    }
  })
})
