/** CloudTrail's `userIdentity` element, built from the caller that a signature proved. Pure. */
import type { UserIdentity } from './audit.ts'
import { parseArn, pathAndName } from '../domain/arn.ts'
import type { Caller, FederatedUserCaller } from '../domain/caller.ts'
import type { Session } from '../domain/session.ts'
import { isoSeconds } from '../domain/time.ts'

/** Nobody proved who they are. Source: "CloudTrail userIdentity element", type `Unknown`. */
export const UNKNOWN_IDENTITY: UserIdentity = { type: 'Unknown' }

/** How the owner of a resource sees a caller of another account: `AWSAccount`, without names. Source: as above. */
export const foreignIdentity = (identity: UserIdentity): UserIdentity => ({
  type: 'AWSAccount',
  principalId: identity['principalId'],
  accountId: identity['accountId'],
})

const attributes = (session: Session): object => ({
  creationDate: isoSeconds(session.issuedAtMs),
  mfaAuthenticated: String(session.mfaAtMs !== undefined),
})

const sessionContext = (session: Session, issuer: object | undefined): object => ({
  ...(issuer === undefined ? {} : { sessionIssuer: issuer }),
  attributes: attributes(session),
  ...(session.sourceIdentity === undefined ? {} : { sourceIdentity: session.sourceIdentity }),
})

function federationIssuer({ issuer, accountId }: FederatedUserCaller): object {
  const base = { principalId: issuer.id, arn: issuer.arn, accountId }
  if (issuer.kind === 'root') return { type: 'Root', ...base }
  return { type: 'IAMUser', ...base, userName: pathAndName(parseArn(issuer.arn)?.resource ?? '')?.name }
}

/** The parts that differ from kind to kind: the type, the user's name, and who issued the session. */
function particulars(caller: Caller): { readonly type: string; readonly userName?: string; readonly issuer?: object } {
  switch (caller.kind) {
    case 'root':
      return { type: 'Root' }
    case 'user':
      return { type: 'IAMUser', userName: caller.userName }
    case 'federatedUser':
      return { type: 'FederatedUser', issuer: federationIssuer(caller) }
    case 'assumedRole': {
      const { roleId, roleArn, accountId, roleName } = caller
      const issuer = { type: 'Role', principalId: roleId, arn: roleArn, accountId, userName: roleName }
      return { type: 'AssumedRole', issuer }
    }
  }
}

/**
 * The `userIdentity` of a proven caller: Root, IAMUser, AssumedRole or FederatedUser, with `sessionContext` when the
 * credential is a session. Source: CloudTrail user guide, "CloudTrail userIdentity element".
 */
export function userIdentity(caller: Caller): UserIdentity {
  const { type, userName, issuer } = particulars(caller)
  return {
    type,
    principalId: caller.userId,
    arn: caller.arn,
    accountId: caller.accountId,
    accessKeyId: caller.credential.accessKeyId,
    ...(userName === undefined ? {} : { userName }),
    ...(caller.credential.type === 'session'
      ? { sessionContext: sessionContext(caller.credential.session, issuer) }
      : {}),
  }
}
