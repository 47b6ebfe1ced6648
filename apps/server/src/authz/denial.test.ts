/** What a refused caller is told, and what it must never learn. */
import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { describe, test } from 'node:test'
import { judge, readStoredPolicy, requestContext } from '@brevet/policy'
import type { PolicySource } from '@brevet/policy'
import type { UserCaller } from '../domain/caller.ts'
import { systemRandom } from '../runtime/random.ts'
import { newMessageSealer } from '../token/messages.ts'
import { decide } from './decide.ts'
import { fingerprint } from './documents.ts'
import { denial, MAX_RECORDED } from './denial.ts'
import type { CallerPolicies } from './gather.ts'

const OWN = '111122223333'
const FOREIGN = '444455556666'
const caller: UserCaller = {
  kind: 'user',
  accountId: OWN,
  arn: `arn:aws:iam::${OWN}:user/ann`,
  userId: 'AIDAAAAAAAAAAAAAAAAAA',
  userName: 'ann',
  credential: { type: 'longTerm', accessKeyId: 'AKIAEXAMPLE' },
}
const messages = newMessageSealer(createSecretKey(Buffer.alloc(32, 1)), systemRandom)

const policy = (id: string, statement: object): PolicySource => ({
  id,
  document: readStoredPolicy(JSON.stringify({ Version: '2012-10-17', Statement: statement }), 'identity'),
})

interface Situation {
  readonly identity?: readonly PolicySource[]
  readonly account?: string
  readonly trust?: string
  readonly context?: readonly (readonly [string, string])[]
  readonly rcp?: CallerPolicies['rcp']
}

/** Refuses an AssumeRole, and gives the error and what DecodeAuthorizationMessage would answer to `reader`. */
function refuse({ identity = [], account = OWN, trust, context = [], rcp = [] }: Situation, reader = OWN) {
  const policies: CallerPolicies = { identity, scp: [], rcp }
  const resource = `arn:aws:iam::${account}:role/deploy`
  const ask = {
    action: 'sts:AssumeRole',
    resource,
    resourceAccount: account,
    trust: trust === undefined ? {} : { policy: trust },
  }
  const { request } = decide(caller, ask, { policies, context: requestContext(context) })
  const decided = { request, decision: judge(request) }
  assert.equal(decided.decision.allowed, false)
  const error = denial(caller, decided, messages)
  const [sentence, encoded = ''] = error.message.split('. Encoded authorization failure message: ')
  return { error, sentence, decoded: messages.open(reader, encoded) ?? '', encoded }
}

const trusting = (principal: string, more: object = {}): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: { Sid: 'SecretSid', Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole', ...more },
  })

describe('denial', () => {
  test("says AWS's sentence with the layer that refused", () => {
    const { error, sentence } = refuse({ trust: trusting(OWN) })
    assert.equal(
      sentence,
      `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::${OWN}:role/deploy because no identity-based policy allows the sts:AssumeRole action`,
    )
    assert.equal(error.detail.sentence, sentence)
  })

  test('an explicit deny names the managed policy that denies', () => {
    const arn = `arn:aws:iam::${OWN}:policy/no`
    const { sentence } = refuse({
      identity: [policy(arn, { Effect: 'Deny', Action: '*', Resource: '*' })],
      trust: trusting(OWN),
    })
    assert.match(sentence ?? '', new RegExp(`with an explicit deny in an identity-based policy: ${arn}$`))
  })

  test('a role that does not exist and one that does not trust read the same, in the message too', () => {
    const missing = refuse({})
    const distrusting = refuse({ trust: trusting(FOREIGN) })
    assert.equal(missing.sentence, distrusting.sentence)
  })

  test('the message opens for the account of the caller and for no other', () => {
    const { decoded, encoded } = refuse({ trust: trusting(FOREIGN) })
    const opened = JSON.parse(decoded) as {
      allowed: boolean
      context: { action: string }
      reasoning: { layer: string }
    }
    assert.deepEqual(
      [opened.allowed, opened.context.action, opened.reasoning.layer],
      [false, 'sts:AssumeRole', 'trust'],
    )
    assert.equal(messages.open(FOREIGN, encoded), undefined)
  })

  test('another account: no word of its policies, its tags or its statements', () => {
    const trust = trusting(FOREIGN, { Condition: { StringEquals: { 'sts:ExternalId': 'their-secret-id' } } })
    const context = [
      ['aws:ResourceTag/Owner', 'their-tag-value'],
      ['iam:ResourceTag/Owner', 'their-tag-value'],
      ['aws:ResourceOrgID', 'o-their-org'],
      ['aws:ResourceOrgPaths', 'o-their-org/r-root/'],
      ['aws:username', 'ann'],
    ] as const
    const identity = [policy('inline:own', { Effect: 'Allow', Action: 'sts:*', Resource: '*' })]
    const { decoded, error, sentence } = refuse({ account: FOREIGN, trust, context, identity })
    assert.ok(!(sentence ?? '').includes('because'))
    for (const word of ['SecretSid', 'their-secret-id', 'their-tag-value', 'resourcetag', 'their-org', 'resourceorg']) {
      assert.ok(!decoded.includes(word) && !error.message.includes(word), word)
    }
    assert.ok(decoded.includes('inline:own') && decoded.includes('aws:username'))
  })

  test('another account: no near miss, change or tag value that would tell of it, in message and record', () => {
    const identity = [
      policy('inline:own', {
        Effect: 'Allow',
        Action: 'sts:*',
        Resource: '*',
        Condition: { StringEquals: { 'aws:ResourceTag/Owner': 'my-own-value' } },
      }),
    ]
    const context = [['aws:ResourceTag/Owner', 'their-tag-value']] as const
    const secret = { Condition: { StringEquals: { 'sts:ExternalId': 'their-secret-id' } } }
    const variable = {
      StringEquals: { 'aws:PrincipalTag/team': '${aws:ResourceTag/Owner}', 'aws:username': 'my-own-value' },
    }
    identity.push(policy('inline:variable', { Effect: 'Allow', Action: 'sts:*', Resource: '*', Condition: variable }))
    for (const trust of [trusting(OWN, secret), trusting(OWN), trusting(FOREIGN)]) {
      const { decoded, error } = refuse({ account: FOREIGN, trust, identity, context })
      const recorded = JSON.stringify(error.detail.decision)
      for (const text of [decoded, recorded]) {
        assert.ok(text.includes('my-own-value'))
        for (const word of ['SecretSid', 'their-secret-id', 'their-tag-value', 'role trust policy', 'addValue'])
          assert.ok(!text.includes(word), `${word} in ${text}`)
      }
    }
  })

  test('another account: neither whether control policies bind it, nor at how many levels, nor who denies', () => {
    const identity = [policy('inline:own', { Effect: 'Allow', Action: 'sts:*', Resource: '*' })]
    const control = (Effect: 'Allow' | 'Deny') => [
      policy('p-theirs', { Effect, Principal: '*', Action: '*', Resource: '*' }),
    ]
    const told = (situation: Situation) => {
      const { decoded, sentence } = refuse({ account: FOREIGN, identity, ...situation })
      const { explicitDeny, reasoning } = JSON.parse(decoded) as Record<string, Record<string, unknown>>
      return {
        sentence,
        explicitDeny,
        outcome: reasoning?.['outcome'],
        layer: reasoning?.['layer'],
        layers: reasoning?.['layers'],
      }
    }
    const nowhere = told({})
    assert.deepEqual([nowhere.explicitDeny, nowhere.outcome, nowhere.layer], [false, 'implicitDeny', 'trust'])
    for (const effect of ['Allow', 'Deny'] as const)
      for (const levels of [1, 4])
        for (const trust of [
          trusting(FOREIGN),
          trusting(OWN, { Effect: 'Deny' }),
          ...(effect === 'Deny' ? [trusting(OWN)] : []),
        ])
          assert.deepEqual(told({ trust, rcp: Array.from({ length: levels }, () => control(effect)) }), nowhere)
  })

  test('a referring page is told nobody: its address may hold a secret', () => {
    const identity = [
      { StringLike: { 'aws:Referer': 'https://intranet.example/*' } },
      { 'ForAnyValue:StringEquals': { 'aws:Referer': 'https://intranet.example/' } },
      { StringEquals: { 'aws:PrincipalTag/page': '${aws:Referer}' } },
    ].map((Condition) => policy('inline:own', { Effect: 'Allow', Action: 'sts:*', Resource: '*', Condition }))
    const context = [['aws:Referer', 'https://other.example/?t=page-secret']] as const
    const { decoded, error } = refuse({ identity, trust: trusting(OWN), context })
    const recorded = JSON.stringify(error.detail.decision)
    for (const text of [decoded, recorded]) assert.ok(text.includes('intranet') && !text.includes('page-secret'), text)
  })

  test('the record says what nearly allowed it, what would have, and which texts were in force', () => {
    const identity = [
      policy('inline:own', {
        Effect: 'Allow',
        Action: 'sts:*',
        Resource: '*',
        Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
      }),
    ]
    const { error } = refuse({ identity, trust: trusting(OWN) })
    const { reasoning } = error.detail.decision as unknown as {
      reasoning: {
        nearMisses: { element: string }[]
        counterfactuals: { sentence: string }[]
        policies: { layer: string; fingerprint?: string }[]
      }
    }
    assert.deepEqual(
      reasoning.nearMisses.map(({ element }) => element),
      ['Condition'],
    )
    assert.equal(reasoning.counterfactuals[0]?.sentence, 'Allowed if aws:MultiFactorAuthPresent were true.')
    const [trust, own] = reasoning.policies
    assert.deepEqual([trust?.layer, own?.layer], ['trust', 'identity'])
    assert.equal(trust?.fingerprint, fingerprint(trusting(OWN)))
    assert.notEqual(fingerprint(`${trusting(OWN)} `), fingerprint(trusting(OWN)))
  })

  test('always fits, whatever the policies and the context hold', () => {
    const noise = (length: number): string => Buffer.from(systemRandom.bytes(length)).toString('base64url')
    const conditions = Object.fromEntries(
      Array.from({ length: 20 }, () => [`aws:PrincipalTag/${noise(20)}`, noise(60)]),
    )
    const identity = Array.from({ length: 20 }, (_, index) =>
      policy(`arn:aws:iam::${OWN}:policy/${noise(60)}${index}`, {
        Effect: 'Allow',
        Action: 'sts:*',
        Resource: '*',
        Condition: { StringEquals: conditions },
      }),
    )
    const context = Array.from({ length: 60 }, () => [`aws:PrincipalTag/${noise(60)}`, noise(150)] as const)
    const { decoded, encoded, error } = refuse({ identity, trust: trusting(OWN), context })
    assert.ok(encoded.length <= 10_240)
    const recorded = JSON.stringify(error.detail.decision)
    assert.ok(recorded.length <= MAX_RECORDED && recorded.includes('"allowed":false'), String(recorded.length))
    assert.equal((JSON.parse(decoded) as { allowed: boolean }).allowed, false)
  })
})
