/** The tree as people see it, and what it must not let through. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ACCOUNT, PRINCIPALS } from '../../../cases/fixtures.ts'
import {
  type AuthorizationRequest,
  explain,
  parsePolicy,
  type PolicySource,
  type PolicyType,
  renderExplanation,
  requestContext,
} from '../../index.ts'
import { locateElement, markSpan } from './mark.ts'

const texts = new Map<string, string>()

function source(id: string, type: PolicyType, text: string): PolicySource {
  const result = parsePolicy(text, type)
  assert.ok(result.ok)
  texts.set(id, text)
  return { id, document: result.policy }
}

const NO_MFA = `{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
    {
      "Sid": "NoMfa",
      "Effect": "Deny",
      "Action": "*",
      "Resource": "*",
      "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
    }
  ]
}`
const DATA =
  '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::data/*"}}'

const ask = (policies: Partial<AuthorizationRequest['policies']>): AuthorizationRequest => ({
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::b/k',
  resourceAccount: ACCOUNT,
  principal: PRINCIPALS['user'] ?? assert.fail(),
  context: requestContext([]),
  policies: { identity: [], scp: [], rcp: [], ...policies },
})

const render = (request: AuthorizationRequest, width?: number): string =>
  renderExplanation(explain(request), {
    subject: { caller: 'arn:aws:iam::111122223333:user/ann', action: request.action, resource: request.resource },
    textOf: ({ policyId }) => texts.get(policyId),
    ...(width === undefined ? {} : { width }),
  })

describe('renderExplanation', () => {
  test('an explicit deny: the statement, its line, the condition, the way out', () => {
    assert.equal(
      render(ask({ identity: [source('inline:own', 'identity', NO_MFA)] })),
      `Denied: an explicit deny in an identity-based policy
  caller    arn:aws:iam::111122223333:user/ann
  action    s3:GetObject
  resource  arn:aws:s3:::b/k

What each layer said
└─ identity-based policy: denies explicitly  <== decided
   ├─ Allow statement 1 of inline:own, 4:5
   │     4:6 | {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
   │         |  ^^^^^^^^^^^^^^^^^
   └─ Deny statement "NoMfa" of inline:own, 5:5
         7:7 | "Effect": "Deny",
             | ^^^^^^^^^^^^^^^^

Near misses
└─ Deny statement "NoMfa" of inline:own, 5:5 would not have denied but for Condition BoolIfExists
      aws:MultiFactorAuthPresent: expected false, the request has none
      10:38 | "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
            |                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

What would have allowed it, smallest change first
├─ Allowed if aws:MultiFactorAuthPresent were true.
└─ Allowed if statement "NoMfa" of the identity-based policy inline:own were removed.
`,
    )
  })

  test('a boundary that does not allow: the element of a long line is cut out', () => {
    const text = render(
      ask({
        identity: [source('inline:own', 'identity', NO_MFA.replace('Deny', 'Allow'))],
        boundary: source('limit', 'boundary', DATA),
      }),
      70,
    )
    assert.match(text, /permissions boundary: does not allow {2}<== decided/)
    assert.match(text, /Allow statement 1 of limit, 1:37: Resource does not match/)
    assert.match(text, / {6}1:74 \| .*"Resource":"arn:aws:s3:::data\/\*"/)
    const [, line = '', carets = ''] = /(.*"Resource":"arn:aws:s3:::data\/\*".*)\n(.*\^+)/.exec(text) ?? []
    assert.equal(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1), '"Resource":"arn:aws:s3:::data/*"')
  })

  test('gates that a direct grant skipped are shown as not needed', () => {
    const trust = JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:user/team/ann' }, Action: 'sts:*' },
    })
    const request = {
      ...ask({ resource: { kind: 'trust', source: source('role', 'trust', trust) } }),
      action: 'sts:AssumeRole',
    }
    const text = render(request)
    assert.match(text, /^Allowed\n/)
    assert.match(text, /role trust policy: allows \(names the caller itself\)/)
    assert.match(text, /identity-based policy: does not allow, not needed/)
  })

  test('nothing in a policy or request reaches the terminal raw', () => {
    const evil = '\u001b]0;pwned\u0007\u009b31m\u202e'
    const request: AuthorizationRequest = {
      ...ask({ identity: [{ id: `inline:${evil}`, document: { unreadable: evil } }] }),
      resource: `arn:aws:s3:::${evil}`,
    }
    const rendered = render(request)
    // oxlint-disable-next-line no-control-regex -- they are what must not be there
    assert.doesNotMatch(rendered, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
    assert.match(rendered, /\\u001b\]0;pwned\\u0007\\u009b31m\\u202e/)
    // oxlint-disable-next-line no-control-regex -- as above
    assert.doesNotMatch(
      markSpan(`{"\u009b31m":1}`, { start: 1, end: 7, line: 1, column: 2 }, 40).join(),
      /[\u0080-\u009f]/,
    )
  })

  test('elements are found by name; a text that is another has none', () => {
    const start = NO_MFA.indexOf('{\n      "Sid"')
    const span = locateElement(NO_MFA, { start }, 'Action')
    assert.equal(NO_MFA.slice(span?.start, span?.end), '"Action": "*"')
    assert.equal(locateElement(NO_MFA, { start }, 'Principal'), undefined)
    assert.equal(locateElement(NO_MFA, { start: start + 1 }, 'Action'), undefined)
    assert.equal(locateElement('not JSON', { start: 0 }, 'Action'), undefined)
  })
})
