/** The sentences of rule 1.6. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ACCOUNT, OTHER_ACCOUNT, PRINCIPALS } from '../cases/fixtures.ts'
import { type AuthorizationRequest, type Decision, describeDenial, type Layer, type Principal } from './index.ts'

const request: AuthorizationRequest = {
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::b/k',
  resourceAccount: ACCOUNT,
  principal: PRINCIPALS['user'] ?? assert.fail(),
  context: new Map(),
  policies: { identity: [], scp: [], rcp: [] },
}
const start = `User: arn:aws:iam::${ACCOUNT}:user/team/ann is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/k`
const denied = (outcome: 'explicitDeny' | 'implicitDeny', layer: Layer, policyId = 'inline:x'): Decision => ({
  allowed: false,
  outcome,
  layer,
  deciding: outcome === 'explicitDeny' ? [{ layer, policyId, effect: 'Deny', index: 0 }] : [],
  layers: [],
})

const SENTENCES: readonly (readonly ['explicitDeny' | 'implicitDeny', Layer, string])[] = [
  ['implicitDeny', 'identity', ' because no identity-based policy allows the s3:GetObject action'],
  ['implicitDeny', 'resource', ' because no resource-based policy allows the s3:GetObject action'],
  ['implicitDeny', 'trust', ' because no role trust policy allows the s3:GetObject action'],
  ['implicitDeny', 'boundary', ' because no permissions boundary allows the s3:GetObject action'],
  ['implicitDeny', 'session', ' because no session policy allows the s3:GetObject action'],
  ['implicitDeny', 'scp', ' because no service control policy allows the s3:GetObject action'],
  ['explicitDeny', 'identity', ' with an explicit deny in an identity-based policy'],
  ['explicitDeny', 'resource', ' with an explicit deny in a resource-based policy'],
  ['explicitDeny', 'trust', ' with an explicit deny in the role trust policy'],
  ['explicitDeny', 'boundary', ' with an explicit deny in a permissions boundary'],
  ['explicitDeny', 'session', ' with an explicit deny in a session policy'],
  ['explicitDeny', 'scp', ' with an explicit deny in a service control policy'],
  ['explicitDeny', 'rcp', ' with an explicit deny in a resource control policy'],
]

describe('describeDenial', () => {
  for (const [outcome, layer, end] of SENTENCES)
    test(`${outcome} in ${layer}`, () => assert.equal(describeDenial(request, denied(outcome, layer)), start + end))

  test('the policy ARN only on request, and only an ARN', () => {
    const arn = 'arn:aws:iam::111122223333:policy/p'
    const end = ' with an explicit deny in an identity-based policy'
    assert.equal(describeDenial(request, denied('explicitDeny', 'identity', arn)), start + end)
    assert.equal(
      describeDenial(request, denied('explicitDeny', 'identity', arn), { disclosePolicy: true }),
      `${start}${end}: ${arn}`,
    )
    assert.equal(describeDenial(request, denied('explicitDeny', 'identity'), { disclosePolicy: true }), start + end)
  })

  test('nothing about the policies of another account', () => {
    const foreign = { ...request, resourceAccount: OTHER_ACCOUNT }
    for (const layer of ['rcp', 'resource', 'trust'] as const) {
      assert.equal(describeDenial(foreign, denied('explicitDeny', layer, 'arn:x'), { disclosePolicy: true }), start)
      assert.equal(describeDenial(foreign, denied('implicitDeny', layer)), start)
    }
    assert.ok(
      describeDenial(foreign, denied('implicitDeny', 'identity')).endsWith(
        'identity-based policy allows the s3:GetObject action',
      ),
    )
  })

  test('that a known policy of such a resource refused, on request; never which one, or that another kind did', () => {
    const foreign = { ...request, resourceAccount: OTHER_ACCOUNT }
    const told = { discloseResource: true, disclosePolicy: false }
    const say = (outcome: 'implicitDeny' | 'explicitDeny', layer: Layer) =>
      describeDenial(foreign, denied(outcome, layer, 'arn:x'), told)
    assert.equal(
      say('implicitDeny', 'resource'),
      `${start} because no resource-based policy allows the s3:GetObject action`,
    )
    assert.equal(say('explicitDeny', 'resource'), `${start} with an explicit deny in a resource-based policy`)
    for (const layer of ['rcp', 'trust'] as const) assert.equal(say('explicitDeny', layer), start)
  })

  test('names every kind of caller', () => {
    const names = Object.values(PRINCIPALS).map(
      (principal: Principal) =>
        describeDenial({ ...request, principal }, denied('implicitDeny', 'identity')).split(' ')[1],
    )
    assert.deepEqual(names.slice(0, 2), [`arn:aws:iam::${ACCOUNT}:root`, `arn:aws:iam::${ACCOUNT}:user/team/ann`])
    assert.deepEqual(names.slice(-3), [
      'lambda.amazonaws.com',
      `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`,
      'anonymous',
    ])
  })
})
