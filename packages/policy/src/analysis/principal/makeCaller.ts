/** Makes callers of each kind. */
import type { Principal } from '../../types.ts'
import type { Glob } from '../text/glob.ts'
import type { Domain } from '../value/domain.ts'
import { accountKeys, always, among, between, type Caller, federatedKeys, serviceKeys } from './caller.ts'

/** A caller without a boundary. */
export const plainCaller = (principal: Principal, domains: Caller['domains']): Caller => ({
  principal,
  bounded: false,
  domains,
})

/** What is fixed about a role session whose role's ARN is open. */
export interface RoleDetails {
  readonly session?: string
  readonly id?: string
}

/** The session of the role with this ARN. */
export function roleSession(
  roleArn: string,
  { session = 'session', id = 'AROAEXAMPLEEXAMPLE000' }: RoleDetails = {},
): Extract<Principal, { kind: 'assumedRole' }> {
  const [, partition = 'aws', , , account = ''] = roleArn.split(':')
  const roleName = roleArn.slice(roleArn.lastIndexOf('/') + 1)
  const arn = `arn:${partition}:sts::${account}:assumed-role/${roleName}/${session}`
  return { kind: 'assumedRole', account, arn, roleArn, roleId: id, roleName, sessionName: session }
}

/** The user with this ARN. */
export function user(arn: string, id = 'AIDAEXAMPLEEXAMPLE000'): Extract<Principal, { kind: 'user' }> {
  return { kind: 'user', account: arn.split(':')[4] ?? '', arn, id, name: arn.slice(arn.lastIndexOf('/') + 1) }
}

/** A role session; `arns` are the ARNs that its role can have, `arn` one of them. */
export function roleCaller(arn: string, arns: Domain, details: RoleDetails = {}): Caller {
  const principal = roleSession(arn, details)
  const withArn = (roleArn: string): Principal => roleSession(roleArn, details)
  return { ...plainCaller(principal, accountKeys(principal, { arn: arns })), withArn }
}

/** A user. */
export function userCaller(arn: string, arns: Domain, id?: string): Caller {
  const principal = user(arn, id)
  const names = arns.only === undefined ? { ...among([between('', '')]), usual: false } : always(principal.name)
  return {
    ...plainCaller(principal, accountKeys(principal, { arn: arns, names })),
    withArn: (other) => user(other, id),
  }
}

/** A GetFederationToken session made by the user `issuer` (an ARN); `name` is its own, and may be another as long as none of `outside` matches. */
export function federatedUserCaller(arn: string, issuer: string, outside?: readonly Glob[]): Caller {
  const account = arn.split(':')[4] ?? ''
  const session = (own: string): Extract<Principal, { kind: 'federatedUser' }> => ({
    kind: 'federatedUser',
    account,
    arn: own,
    name: own.slice(own.lastIndexOf('/') + 1),
    issuer: { kind: 'user', arn: issuer, id: 'AIDAEXAMPLEEXAMPLE000' },
  })
  const open = among([between(arn.slice(0, arn.lastIndexOf('/') + 1), '')], outside)
  const principal = session(arn)
  const domains = accountKeys(principal, { arn: outside === undefined ? always(arn) : open })
  return { ...plainCaller(principal, domains), withArn: session }
}

/** A service. */
export const serviceCaller = (service: string): Caller =>
  plainCaller({ kind: 'service', service }, serviceKeys(service))

/** Somebody whom an identity provider vouches for. */
export const federatedCaller = (provider: string): Caller =>
  plainCaller({ kind: 'federated', provider }, federatedKeys(provider))

/** The same caller with the unique id of a user or role that some policy names; undefined for those who cannot have it. */
export function withId(caller: Caller, id: string): Caller | undefined {
  const principal = changeId(caller.principal, id)
  if (principal === undefined) return undefined
  const { withArn } = caller
  return {
    ...caller,
    principal,
    ...(withArn === undefined ? {} : { withArn: (arn: string) => changeId(withArn(arn), id) ?? principal }),
  }
}

function changeId(principal: Principal, id: string): Principal | undefined {
  const isUser = id.startsWith('AIDA')
  if (principal.kind === 'user') return isUser ? { ...principal, id } : undefined
  if (principal.kind === 'federatedUser')
    return isUser ? { ...principal, issuer: { ...principal.issuer, id } } : undefined
  return principal.kind === 'assumedRole' && !isUser ? { ...principal, roleId: id } : undefined
}
