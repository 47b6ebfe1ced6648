/** Which trust in a shared issuer is narrow enough (JWT-16). */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { requestContext } from '../context.ts'
import { parsePolicy } from '../document/parsePolicy.ts'
import { evaluate } from '../reference/evaluate.ts'
import { SHARED_ISSUERS } from './sharedIssuers.ts'
import { type SharedIssuerFault, sharedIssuerFaults } from './sharedIssuerFaults.ts'

const GITHUB = 'token.actions.githubusercontent.com'
const SUB = `${GITHUB}:sub`
const provider = (issuer: string): string => `arn:aws:iam::123456789012:oidc-provider/${issuer}`

function faultsOf(Condition: unknown, more: object = {}): readonly SharedIssuerFault[] {
  const statement = {
    Effect: 'Allow',
    Principal: { Federated: provider(GITHUB) },
    Action: 'sts:AssumeRoleWithWebIdentity',
    ...(Condition === undefined ? {} : { Condition }),
    ...more,
  }
  const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: [statement] }), 'trust')
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return sharedIssuerFaults(parsed.policy)
}

describe('conditions that name the customer', () => {
  const narrow: readonly unknown[] = [
    { StringEquals: { [SUB]: 'repo:octo-org/octo-repo:ref:refs/heads/main' } },
    { StringEqualsIgnoreCase: { [SUB]: 'repo:Octo-Org/octo-repo:ref:refs/heads/main' } },
    { StringLike: { [SUB]: 'repo:octo-org/octo-repo:*' } },
    { StringLike: { [SUB]: 'repo:octo-org/*' } },
    { StringLike: { [SUB]: ['repo:octo-org@*/octo-repo@*', 'repo:octo-org/octo-repo:*'] } },
    { StringLike: { [SUB]: 'repository_owner_id:65:*' } },
    { StringLike: { 'TOKEN.actions.githubusercontent.com:SUB': 'repo:octo-org/*' } },
    { StringLike: { [`${GITHUB}:job_workflow_ref`]: 'octo-org/octo-repo/.github/workflows/*' } },
    { 'ForAnyValue:StringLike': { [SUB]: 'repo:octo-org/*' } },
    { 'ForAnyValue:StringLikeIfExists': { [SUB]: 'repo:octo-org/*' } },
    { StringLike: { [SUB]: 'repo:octo-org/*' }, StringNotLike: { [SUB]: '*:pull_request' } },
  ]
  for (const condition of narrow) test(JSON.stringify(condition), () => assert.deepEqual(faultsOf(condition), []))
})

describe('conditions that do not', () => {
  const wide: readonly unknown[] = [
    undefined,
    { StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' } },
    { StringLike: { [SUB]: '*' } },
    { StringLike: { [SUB]: 'repo:*' } },
    { StringLike: { [SUB]: 'repo:*/*' } },
    { StringLike: { [SUB]: 'repo:octo-org*' } },
    { StringLike: { [SUB]: 'repo:?cto-org/octo-repo:*' } },
    { StringLike: { [SUB]: 'environment:production:*' } },
    { StringLike: { [SUB]: ['repo:octo-org/octo-repo:*', '*'] } },
    { StringLike: { [SUB]: ['repo:octo-org/octo-repo:*', 'repo:*'] } },
    { StringLikeIfExists: { [SUB]: 'repo:octo-org/*' } },
    { 'ForAllValues:StringLike': { [SUB]: 'repo:octo-org/*' } },
    { StringNotEquals: { [SUB]: 'repo:evil-org/repo:ref:refs/heads/main' } },
    { StringNotLike: { [SUB]: 'repo:evil-org/*' } },
    { Null: { [SUB]: 'false' } },
    { StringEquals: { [SUB]: `\${${SUB}}` } },
    { StringLike: { [SUB]: `repo:\${${GITHUB}:repository_owner}/*` } },
    { StringEquals: { [SUB]: '' } },
    { ArnLike: { [SUB]: 'arn:aws:iam::123456789012:role/x' } },
    { StringLike: { [`${GITHUB}:job_workflow_ref`]: '*/.github/workflows/deploy.yml@refs/heads/main' } },
    { StringLike: { [`${GITHUB}:repository`]: 'octo-org/octo-repo' } },
    { StringLike: { 'gitlab.com:sub': 'project_path:octo/repo:*' } },
  ]
  for (const condition of wide)
    test(JSON.stringify(condition ?? 'none'), () => {
      const [fault, ...others] = faultsOf(condition)
      assert.equal(others.length, 0)
      assert.equal(fault?.issuer, GITHUB)
      assert.equal(
        fault.message,
        `Trust policy with trusted principal ${provider(GITHUB)} must evaluate, using StringEquals, StringLike or StringEqualsIgnoreCase, ${SUB} or ${GITHUB}:job_workflow_ref which is not scoped to all.`,
      )
      assert.deepEqual([fault.statement, fault.principal, fault.keys.length], [0, provider(GITHUB), 2])
    })
})

describe('which statements are meant', () => {
  test('those that reach AssumeRoleWithWebIdentity, by wildcard too', () => {
    for (const Action of [
      'sts:*',
      'sts:AssumeRoleWith*',
      'STS:assumerolewithwebidentity',
      ['sts:TagSession', 'sts:Assume?oleWithWebIdentity'],
    ])
      assert.equal(faultsOf(undefined, { Action }).length, 1, JSON.stringify(Action))
    assert.equal(faultsOf(undefined, { Action: undefined, NotAction: 'sts:AssumeRole' }).length, 1)
  })

  test('not those that do not', () => {
    for (const Action of ['sts:AssumeRole', 'sts:TagSession', 'sts:AssumeRoleWithSAML'])
      assert.deepEqual(faultsOf(undefined, { Action }), [], Action)
    assert.deepEqual(faultsOf(undefined, { Action: undefined, NotAction: 'sts:*WebIdentity' }), [])
    assert.deepEqual(faultsOf(undefined, { Effect: 'Deny' }), [])
    assert.deepEqual(faultsOf(undefined, { Principal: { Federated: provider('idp.example.com') } }), [])
    assert.deepEqual(faultsOf(undefined, { Principal: { Federated: provider('oidc.circleci.com/org/5d8e2f') } }), [])
    assert.deepEqual(faultsOf(undefined, { Principal: { AWS: '123456789012' } }), [])
  })

  test('not everybody: providers must be named themselves', () => {
    assert.deepEqual(faultsOf(undefined, { Principal: { AWS: '*' } }), [])
  })

  test('each issuer named is judged by itself', () => {
    const Principal = { Federated: [provider(GITHUB), provider('gitlab.com'), 'accounts.google.com'] }
    const condition = { StringLike: { [SUB]: 'repo:octo-org/*' } }
    assert.deepEqual(
      faultsOf(condition, { Principal }).map(({ issuer }) => issuer),
      ['gitlab.com', 'accounts.google.com'],
    )
  })

  test('other policy types have no such faults', () => {
    const parsed = parsePolicy('{"Version":"2012-10-17","Statement":[]}', 'identity')
    assert.equal(parsed.ok, false)
    const text = `{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:*","Resource":"*"}}`
    const resource = parsePolicy(text, 'resource')
    assert.ok(resource.ok)
    assert.deepEqual(sharedIssuerFaults(resource.policy), [])
  })
})

describe('every issuer of the table', () => {
  /** A pattern that names a customer, for issuers that take patterns. */
  const PATTERNS: Readonly<Record<string, string>> = {
    [GITHUB]: 'repo:acme/*',
    'vstoken.actions.githubusercontent.com': 'repo:acme/*',
    'gitlab.com': 'project_path:acme/*',
    'app.terraform.io': 'organization:acme:*',
    'agent.buildkite.com': 'organization:acme:*',
    'sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d': 'MicrosoftSentinel_7a3*',
  }
  for (const { issuer, keys } of SHARED_ISSUERS)
    for (const { key, fixed } of keys)
      test(`${issuer} by ${key}`, () => {
        const name = issuer.includes('/') || !/^(?:accounts|graph|www|cognito)/.test(issuer) ? provider(issuer) : issuer
        const Principal = { Federated: name }
        assert.equal(faultsOf(undefined, { Principal }).length, 1)
        assert.equal(faultsOf({ StringLike: { [key]: '*' } }, { Principal }).length, 1)
        assert.equal(faultsOf({ StringLike: { [key]: 'a*' } }, { Principal }).length, 1)
        assert.deepEqual(faultsOf({ StringEquals: { [key]: 'https://acme.example' } }, { Principal }), [])
        const pattern = key.endsWith('job_workflow_ref') ? 'acme/*' : (PATTERNS[issuer] ?? 'account:acme:*')
        assert.equal(faultsOf({ StringLike: { [key]: pattern } }, { Principal }).length, fixed === undefined ? 1 : 0)
      })
})

describe('what is accepted lets no stranger in', () => {
  const STRANGER = 'repo:stranger/app:ref:refs/heads/main'
  const WORKFLOW = 'stranger/app/.github/workflows/x.yml@refs/heads/main'
  const operator = fc
    .tuple(
      fc.constantFrom('', '', 'ForAllValues:', 'ForAnyValue:'),
      fc.constantFrom(
        'StringEquals',
        'StringLike',
        'StringEqualsIgnoreCase',
        'StringNotEquals',
        'StringNotLike',
        'ArnLike',
      ),
      fc.constantFrom('', '', 'IfExists'),
    )
    .map((parts) => parts.join(''))
  const key = fc.constantFrom(SUB, SUB, `${GITHUB}:job_workflow_ref`, `${GITHUB}:aud`, `${GITHUB}:SUB`)
  const value = fc.constantFrom(
    'repo:octo-org/octo-repo:*',
    'repo:octo-org/*',
    'repo:octo-org*',
    'repo:*',
    'repo:?*/*',
    '*',
    '*:ref:refs/heads/main',
    STRANGER.toUpperCase(),
    'octo-org/octo-repo/.github/workflows/*',
    '*/x.yml@refs/heads/main',
    `\${${SUB}}`,
    `repo:\${${GITHUB}:repository_owner}/*`,
    'sts.amazonaws.com',
    'arn:aws:iam::123456789012:role/x',
  )
  const condition = fc.dictionary(
    operator,
    fc.dictionary(key, fc.array(value, { minLength: 1, maxLength: 2 }), { minKeys: 1, maxKeys: 2 }),
    { maxKeys: 2 },
  )

  /** What the engine's specification says to a workflow of somebody else. */
  function letsIn(text: string, has: { readonly sub: boolean; readonly workflow: boolean }): boolean {
    const parsed = parsePolicy(text, 'trust')
    assert.ok(parsed.ok)
    return evaluate({
      action: 'sts:AssumeRoleWithWebIdentity',
      resource: 'arn:aws:iam::123456789012:role/ci',
      resourceAccount: '123456789012',
      principal: { kind: 'federated', provider: provider(GITHUB) },
      context: requestContext([
        [`${GITHUB}:aud`, 'sts.amazonaws.com'],
        [`${GITHUB}:repository_owner`, 'stranger'],
        ...(has.sub ? ([[SUB, STRANGER]] as const) : []),
        ...(has.workflow ? ([[`${GITHUB}:job_workflow_ref`, WORKFLOW]] as const) : []),
      ]),
      policies: {
        identity: [],
        scp: [],
        rcp: [],
        resource: { kind: 'trust', source: { id: 't', document: parsed.policy } },
      },
    }).allowed
  }

  test('whatever the condition', () => {
    let accepted = 0
    let open = 0
    const property = fc.property(condition, fc.boolean(), fc.boolean(), (Condition, sub, workflow) => {
      const statement = {
        Effect: 'Allow',
        Principal: { Federated: provider(GITHUB) },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition,
      }
      const text = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
      const parsed = parsePolicy(text, 'trust')
      if (!parsed.ok) return
      const lets = letsIn(text, { sub, workflow })
      if (lets) open += 1
      if (sharedIssuerFaults(parsed.policy).length > 0) return
      accepted += 1
      // A value that names the stranger is its owner's wish.
      if (!text.includes(STRANGER.toUpperCase())) assert.equal(lets, false, text)
    })
    fc.assert(property, { numRuns: 3_000 })
    assert.ok(accepted > 100 && open > 100, `${accepted} accepted, ${open} open`)
  })
})
