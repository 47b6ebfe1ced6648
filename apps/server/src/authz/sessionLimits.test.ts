/** What kinds of credentials may not call, whatever policies say. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Caller } from '../domain/caller.ts'
import { ServiceError } from '../domain/errors.ts'
import type { Session, SessionKind } from '../domain/session.ts'
import { checkSessionLimits } from './sessionLimits.ts'

const base = { accountId: '111122223333', arn: 'arn:aws:iam::111122223333:user/u', userId: 'AIDAEXAMPLE' }
const longTerm = { type: 'longTerm', accessKeyId: 'AKIAEXAMPLE' } as const
const user: Caller = { ...base, kind: 'user', userName: 'u', credential: longTerm }
const root: Caller = { ...base, kind: 'root', credential: longTerm }

function withSession(kind: SessionKind, mfaAtMs?: number): Caller {
  const session: Session = {
    id: 'S',
    accessKeyId: 'ASIAEXAMPLE',
    issuerRegion: 'us-east-1',
    epoch: 'us-east-1/1',
    kind,
    issuedAtMs: 0,
    expiresAtMs: 1,
    accountId: base.accountId,
    principalId: base.userId,
    sourceAccessKeyId: 'AKIAEXAMPLE',
    tags: [],
    chainDepth: 0,
    regionScope: 'v2',
    ...(mfaAtMs === undefined ? {} : { mfaAtMs }),
  }
  return { ...base, kind: 'user', userName: 'u', credential: { type: 'session', accessKeyId: 'ASIAEXAMPLE', session } }
}

const outcome = (caller: Caller, service: string, operation: string): string => {
  try {
    checkSessionLimits(caller, service, operation)
    return 'may'
  } catch (error) {
    assert.ok(error instanceof ServiceError)
    return `${error.code}: ${error.message}`
  }
}

describe('checkSessionLimits', () => {
  const cannot = (operation: string): string => `AccessDenied: Cannot call ${operation} with session credentials`
  const useless = 'InvalidClientTokenId: The security token included in the request is invalid'
  const rows: readonly (readonly [string, Caller, string, string, string])[] = [
    ['a long-term key gets session tokens', user, 'sts', 'GetSessionToken', 'may'],
    [
      'root may not assume roles',
      root,
      'sts',
      'AssumeRole',
      'AccessDenied: Roles may not be assumed by root accounts.',
    ],
    ['root gets session tokens', root, 'sts', 'GetSessionToken', 'may'],
    ['a session token assumes roles', withSession('sessionToken'), 'sts', 'AssumeRole', 'may'],
    ['a session token knows who it is', withSession('sessionToken'), 'sts', 'GetCallerIdentity', 'may'],
    [
      'a session token gets no session token',
      withSession('sessionToken'),
      'sts',
      'GetSessionToken',
      cannot('GetSessionToken'),
    ],
    [
      'a session token decodes nothing',
      withSession('sessionToken'),
      'sts',
      'DecodeAuthorizationMessage',
      cannot('DecodeAuthorizationMessage'),
    ],
    ['a session token without MFA is of no use to IAM', withSession('sessionToken'), 'iam', 'ListUsers', useless],
    ['a session token with MFA is', withSession('sessionToken', 1), 'iam', 'ListUsers', 'may'],
    ['a session token calls organizations', withSession('sessionToken'), 'organizations', 'ListAccounts', 'may'],
    ['a federated user knows who it is', withSession('federationToken'), 'sts', 'GetCallerIdentity', 'may'],
    ['a federated user assumes no role', withSession('federationToken'), 'sts', 'AssumeRole', cannot('AssumeRole')],
    ['a federated user is of no use to IAM, MFA or not', withSession('federationToken', 1), 'iam', 'GetUser', useless],
    ['a role session assumes roles', withSession('assumedRole'), 'sts', 'AssumeRole', 'may'],
    [
      'a role session gets no federation token',
      withSession('assumedRole'),
      'sts',
      'GetFederationToken',
      cannot('GetFederationToken'),
    ],
    ['a role session calls IAM', withSession('assumedRole'), 'iam', 'ListUsers', 'may'],
  ]
  for (const [name, caller, service, operation, want] of rows) {
    test(name, () => assert.equal(outcome(caller, service, operation), want))
  }
})
