/** From a credential to the principal behind it, as the store knows it now. */
import { assumedRoleArn, federatedUserArn, roleArn, rootArn, userArn } from '../domain/arn.ts'
import type { Caller, Credential } from '../domain/caller.ts'
import type { Session } from '../domain/session.ts'
import type { Reader } from '../store/store.ts'

/** A user, or an account's root user, by the id that keys and tokens carry (the account id stands for root). */
async function userOrRoot(
  { accountId, userId }: { readonly accountId: string; readonly userId: string },
  credential: Credential,
  store: Reader,
): Promise<Caller | undefined> {
  if (userId === accountId) return { kind: 'root', accountId, arn: rootArn(accountId), userId, credential }
  const user = await store.users.byId(userId)
  if (user === undefined || user.accountId !== accountId) return undefined
  return { kind: 'user', accountId, arn: userArn(user), userId, userName: user.name, credential }
}

async function roleSession(session: Session, credential: Credential, store: Reader): Promise<Caller | undefined> {
  const role = await store.roles.byId(session.principalId)
  if (role === undefined || role.accountId !== session.accountId || session.sessionName === undefined) return undefined
  return {
    kind: 'assumedRole',
    accountId: role.accountId,
    arn: assumedRoleArn(role.accountId, role.name, session.sessionName),
    userId: `${role.id}:${session.sessionName}`,
    roleArn: roleArn(role),
    roleId: role.id,
    roleName: role.name,
    sessionName: session.sessionName,
    credential,
  }
}

async function federatedUser(session: Session, credential: Credential, store: Reader): Promise<Caller | undefined> {
  const issuer = await userOrRoot({ accountId: session.accountId, userId: session.principalId }, credential, store)
  if (issuer === undefined || session.sessionName === undefined) return undefined
  const kind = issuer.kind === 'root' ? 'root' : 'user'
  return {
    kind: 'federatedUser',
    accountId: session.accountId,
    arn: federatedUserArn(session.accountId, session.sessionName),
    userId: `${session.accountId}:${session.sessionName}`,
    name: session.sessionName,
    issuer: { kind, arn: issuer.arn, id: session.principalId },
    credential,
  }
}

/** The caller behind a long-term key's owner; undefined when the user is gone. */
export const ownerOfKey = userOrRoot

/** The caller behind a session; undefined when the role or user it stands for is gone. */
export function ownerOfSession(session: Session, store: Reader): Promise<Caller | undefined> {
  const credential: Credential = { type: 'session', accessKeyId: session.accessKeyId, session }
  switch (session.kind) {
    case 'assumedRole':
      return roleSession(session, credential, store)
    case 'sessionToken':
      return userOrRoot({ accountId: session.accountId, userId: session.principalId }, credential, store)
    case 'federationToken':
      return federatedUser(session, credential, store)
  }
}
