/** Roles, and the instance profiles that hold them. */
import type { Parameters } from '../../../client/callService.ts'
import { type Json, list, mapStrings, members, same, text } from '../json.ts'
import {
  type Against,
  byName,
  type Call,
  type Change,
  changeOf,
  missingTags,
  notImportable,
  tagCalls,
} from './change.ts'
import { boundaryCalls, boundaryOf, missingBoundary, otherPath, permissions } from './holders.ts'

/** Nobody may assume a role that waits for the roles its trust policy names. */
const NOBODY = (accountId: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Deny',
      Principal: { AWS: `arn:aws:iam::${accountId}:root` },
      Action: 'sts:AssumeRole',
    },
  })

/** Roles of the file that do not exist yet, by ARN: a trust policy may name them only once they do. */
function namesAny(trust: unknown, arns: ReadonlySet<string>): boolean {
  let found = false
  mapStrings(trust, (value) => {
    found ||= arns.has(value)
    return value
  })
  return found
}

const settings = ({ Description, MaxSessionDuration }: Json): Parameters => ({
  ...(typeof Description === 'string' ? { Description } : {}),
  ...(typeof MaxSessionDuration === 'number' ? { MaxSessionDuration: String(MaxSessionDuration) } : {}),
})

function trustCall(role: Json): Call {
  const PolicyDocument = JSON.stringify(role['AssumeRolePolicyDocument'])
  const parameters = { RoleName: text(role['RoleName']), PolicyDocument }
  return { action: 'UpdateAssumeRolePolicy', parameters, words: 'trust policy' }
}

function creation(role: Json, waits: boolean): Call {
  const accountId = text(role['Arn']).split(':')[4] ?? ''
  return {
    action: 'CreateRole',
    parameters: {
      RoleName: text(role['RoleName']),
      Path: text(role['Path']),
      AssumeRolePolicyDocument: waits ? NOBODY(accountId) : JSON.stringify(role['AssumeRolePolicyDocument']),
      PermissionsBoundary: boundaryOf(role),
      ...settings(role),
      ...members('Tags', missingTags(role, undefined)),
    },
    words: 'create',
  }
}

/** UpdateRole resets what it is not given, so both settings are. */
function settingCalls(role: Json, present: Json): readonly Call[] {
  const wanted = settings(role)
  const have = settings(present)
  if (Object.entries(wanted).every(([name, value]) => have[name] === value)) return []
  const parameters = { RoleName: text(role['RoleName']), ...have, ...wanted }
  return [{ action: 'UpdateRole', parameters, words: Object.keys(wanted).join(', ') }]
}

function existing(role: Json, present: Json): readonly Call[] {
  const trusted = same(role['AssumeRolePolicyDocument'], present['AssumeRolePolicyDocument'])
  return [
    ...boundaryCalls('Role', role, present),
    ...settingCalls(role, present),
    ...(trusted ? [] : [trustCall(role)]),
    ...tagCalls('TagRole', { RoleName: text(role['RoleName']) }, missingTags(role, present)),
  ]
}

function planned(role: Json, present: Json | undefined, context: { against: Against; waits: boolean }): Change {
  const entity = `role ${text(role['RoleName'])}`
  if (text(role['Path']).startsWith('/aws-service-role/') && present === undefined)
    return notImportable(entity, 'its service makes it: aws iam create-service-linked-role')
  if (text(role['Path']).startsWith('/aws-service-role/')) return changeOf(entity, true, { calls: [] })
  const why = otherPath(role, present) ?? missingBoundary(role, context.against)
  if (why !== undefined) return notImportable(entity, why)
  const first = present === undefined ? [creation(role, context.waits)] : existing(role, present)
  const { calls, problems } = permissions('Role', [role, present], context.against)
  return changeOf(entity, present !== undefined, { calls: [...first, ...calls], problems })
}

/** Roles, then the trust policies that had to wait for other roles. */
export function planRoles(wanted: readonly Json[], present: readonly Json[], against: Against): readonly Change[] {
  const known = byName(present, 'RoleName')
  const presentOf = (role: Json): Json | undefined => known.get(text(role['RoleName']).toLowerCase())
  const missing = new Set(wanted.filter((role) => presentOf(role) === undefined).map(({ Arn }) => text(Arn)))
  const waits = (role: Json): boolean => namesAny(role['AssumeRolePolicyDocument'], missing)
  const changes = wanted.map((role) => {
    const change = planned(role, presentOf(role), { against, waits: waits(role) })
    // Here too: a role that exists may come to trust one that is made after it.
    return { role, change, late: waits(role) && change.kind !== 'not importable' }
  })
  const now = changes.map(({ change, late }) =>
    late ? { ...change, calls: change.calls.filter(({ action }) => action !== 'UpdateAssumeRolePolicy') } : change,
  )
  const later = changes
    .filter(({ late }) => late)
    .map(({ change, role }) => ({
      entity: change.entity,
      kind: 'changed' as const,
      calls: [trustCall(role)],
      problems: [],
    }))
  return [...now, ...later]
}

function plannedProfile(profile: Json, present: Json | undefined): Change {
  const InstanceProfileName = text(profile['InstanceProfileName'])
  const entity = `instance profile ${InstanceProfileName}`
  const why = otherPath(profile, present)
  if (why !== undefined) return notImportable(entity, why)
  const tags = missingTags(profile, present)
  const parameters = { InstanceProfileName, Path: text(profile['Path']), ...members('Tags', tags) }
  const first: readonly Call[] =
    present === undefined
      ? [{ action: 'CreateInstanceProfile', parameters, words: 'create' }]
      : tagCalls('TagInstanceProfile', { InstanceProfileName }, tags)
  const have = list(present?.['Roles']).map(({ RoleName }) => text(RoleName))
  const roles = list(profile['Roles'])
    .map(({ RoleName }) => text(RoleName))
    .filter((name) => !have.includes(name))
  if (have.length > 0 && roles.length > 0)
    return changeOf(entity, true, { calls: first, problems: [`holds the role ${have.join()} and not ${roles.join()}`] })
  const add = roles.map((RoleName) => ({
    action: 'AddRoleToInstanceProfile',
    parameters: { InstanceProfileName, RoleName },
    words: `role ${RoleName}`,
  }))
  return changeOf(entity, present !== undefined, { calls: [...first, ...add] })
}

export function planProfiles(wanted: readonly Json[], present: readonly Json[]): readonly Change[] {
  const known = byName(present, 'InstanceProfileName')
  return wanted.map((profile) => plannedProfile(profile, known.get(text(profile['InstanceProfileName']).toLowerCase())))
}
