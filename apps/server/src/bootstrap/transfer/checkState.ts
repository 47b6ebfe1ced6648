/** From a file's JSON to an AccountState: nothing reaches the store that its readers would not understand. */
import { parsePolicy, type PolicyType } from '@brevet/policy'
import { TAGGED_KINDS, type AccountResource } from '../../domain/accountResources.ts'
import { mfaArn, parseArn, pathAndName, policyArn } from '../../domain/arn.ts'
import type { AccessKey, Group, InlinePolicy, ManagedPolicy, MfaDevice, PolicyHolder } from '../../domain/entities.ts'
import type { PolicyVersion, Role, Tag, User } from '../../domain/entities.ts'
import {
  type AccountState,
  CARRIED_KINDS,
  type CarriedKind,
  type CarriedResource,
  STATE_FORMAT,
} from './accountState.ts'
import { FACTS, IN_PLACE, secretOfKind } from './resourceFacts.ts'
import {
  type Field,
  type Fields,
  listOf,
  may,
  must,
  objectOf,
  oneOf,
  plain,
  plainLine,
  type Read,
  secretOf,
  text,
  whole,
} from './shape.ts'
import { TransferError } from './transferError.ts'
import { requireOwn, requireOwners, requireSizes } from './wholeState.ts'

const ACCOUNT = text(/^\d{12}$/)
/** Patterns of the IAM model: names and paths. Users and roles have the short ones. */
const NAME = text(/^[\w+=,.@-]{1,128}$/)
const SHORT_NAME = text(/^[\w+=,.@-]{1,64}$/)
const PATH = text(/^\/(?:[\x21-\x7e]+\/)?$/, 512)
const ARN = text(/^arn:[\x21-\x7e]+$/, 2_048)
const STATUS = oneOf('Active', 'Inactive')
const uniqueId = (prefix: string): Read<string> => {
  const form = text(/^[A-Z]{4}[A-Z0-9]{12,124}$/)
  return (value, at) => {
    const id = form(value, at)
    if (!id.startsWith(prefix)) throw new TransferError(`${at} is not an id that begins with ${prefix}`)
    return id
  }
}

const document =
  (type: PolicyType): Read<string> =>
  (value, at) => {
    const policy = text()(value, at)
    if (!parsePolicy(policy, type).ok) throw new TransferError(`${at} is not a valid policy`)
    return policy
  }

const tag = objectOf<Tag>({ key: must(plainLine(128)), value: must(plain(256)) })
const inline = objectOf<InlinePolicy>({ name: must(NAME), document: must(document('identity')) })

const holder = (prefix: string): Fields<PolicyHolder> => ({
  accountId: must(ACCOUNT),
  id: must(uniqueId(prefix)),
  name: must(NAME),
  path: must(PATH),
  createdAtMs: must(whole()),
  inlinePolicies: must(listOf(inline)),
  attachedPolicyArns: must(listOf(ARN)),
})

const user = objectOf<User>({
  ...holder('AIDA'),
  name: must(SHORT_NAME),
  tags: must(listOf(tag)),
  boundaryArn: may(ARN),
  groupIds: must(listOf(uniqueId('AGPA'))),
})

const group = objectOf<Group>(holder('AGPA'))

const role = objectOf<Role>({
  ...holder('AROA'),
  name: must(SHORT_NAME),
  tags: must(listOf(tag)),
  boundaryArn: may(ARN),
  description: may(plain(1_000)),
  maxSessionSeconds: must(whole(3_600, 43_200)),
  trustPolicy: must(document('trust')),
})

const version = objectOf<PolicyVersion>({
  id: must(text(/^v[1-9]\d{0,8}$/)),
  document: must(document('identity')),
  createdAtMs: must(whole()),
})

const policyShape = objectOf<ManagedPolicy>({
  accountId: must(ACCOUNT),
  id: must(uniqueId('ANPA')),
  arn: must(ARN),
  name: must(NAME),
  path: must(PATH),
  // AWS's own rule for it is its length alone.
  description: may(text(undefined, 1_000)),
  createdAtMs: must(whole()),
  updatedAtMs: must(whole()),
  tags: must(listOf(tag)),
  defaultVersionId: must(text(/^v[1-9]\d{0,8}$/)),
  nextVersion: must(whole(2)),
  versions: must(listOf(version)),
})

const policy: Read<ManagedPolicy> = (value, at) => {
  const read = policyShape(value, at)
  const numbers = read.versions.map(({ id }) => Number(id.slice(1)))
  const sound =
    read.arn === policyArn(read) &&
    new Set(numbers).size === numbers.length &&
    Math.max(...numbers) < read.nextVersion &&
    read.versions.some(({ id }) => id === read.defaultVersionId)
  if (!sound) throw new TransferError(`${at} contradicts itself: its ARN, name and versions do not go together`)
  return read
}

const accessKey = objectOf<AccessKey>({
  id: must(text(/^[A-Za-z0-9_]{16,128}$/)),
  accountId: must(ACCOUNT),
  userId: must(text(/^(?:AIDA[A-Z0-9]{12,124}|\d{12})$/)),
  status: must(STATUS),
  createdAtMs: must(whole()),
  secret: must(secretOf(/^[^]{16,1024}$/)),
})

const deviceShape = objectOf<MfaDevice>({
  serialNumber: must(text(/^[\w+=/:,.@-]{9,256}$/)),
  accountId: must(ACCOUNT),
  tags: must(listOf(tag)),
  seed: must(secretOf(/^[A-Z2-7]{16,256}$/)),
  userId: may(text(/^(?:AIDA[A-Z0-9]{12,124}|\d{12})$/)),
  enabledAtMs: may(whole()),
  clockOffsetSteps: must(whole(-1_000_000, 1_000_000)),
})

const device: Read<MfaDevice> = (value, at) => {
  const read = deviceShape(value, at)
  const named = pathAndName(parseArn(read.serialNumber)?.resource ?? '')
  if (named === undefined || mfaArn({ ...named, accountId: read.accountId }) !== read.serialNumber)
    throw new TransferError(`${at}.serialNumber is not the ARN of an MFA device of its account`)
  return read
}

/** The reader of a kind: facts and secret are those of the kind, which the types cannot follow. */
const resourceOf = (kind: CarriedKind): Read<CarriedResource> =>
  objectOf<object>({
    kind: must(oneOf(kind)),
    accountId: must(ACCOUNT),
    id: must(plainLine(2_048)),
    name: must(plainLine(2_048)),
    path: must(PATH),
    ownerId: may(text(/^A(?:IDA|ROA)[A-Z0-9]{12,124}$|^\d{12}$/)),
    createdAtMs: must(whole()),
    tags: must(listOf(tag)),
    facts: must(objectOf<object>(FACTS[kind])),
    secret: secretOfKind(kind),
  } satisfies Record<keyof AccountResource<CarriedKind>, Field<unknown>>) as Read<CarriedResource>

const resource: Read<CarriedResource> = (value, at) => {
  const kind = oneOf(...CARRIED_KINDS)((value as { kind?: unknown } | null)?.kind, `${at}.kind`)
  const read = resourceOf(kind)(value, at)
  if (!IN_PLACE[kind](read)) throw new TransferError(`${at}.id is not one of its account`)
  if (read.tags.length > 0 && !TAGGED_KINDS.has(kind)) throw new TransferError(`${at} has tags: a ${kind} has none`)
  return read
}

const shape = objectOf<AccountState>({
  format: must(oneOf(STATE_FORMAT)),
  accountId: must(ACCOUNT),
  users: must(listOf(user)),
  groups: must(listOf(group)),
  roles: must(listOf(role)),
  policies: must(listOf(policy)),
  accessKeys: must(listOf(accessKey)),
  mfaDevices: must(listOf(device)),
  resources: must(listOf(resource)),
})

/** Everything is of one account, and belongs to somebody who is in the file. */
function requireWhole(state: AccountState): void {
  const { accountId, users, roles, groups } = state
  const lists = [users, groups, roles, state.policies, state.accessKeys, state.mfaDevices, state.resources]
  if (lists.some((list) => list.some((item) => item.accountId !== accountId)))
    throw new TransferError('the file mixes several accounts')
  const owners = new Set([accountId, ...[...users, ...roles].map(({ id }) => id)])
  const owned = [...state.accessKeys, ...state.mfaDevices].map(({ userId }) => userId)
  for (const owner of [...owned, ...state.resources.map(({ ownerId }) => ownerId)])
    if (owner !== undefined && !owners.has(owner))
      throw new TransferError(`something in the file belongs to ${owner}, who is not in it`)
}

/** The state in `value`. Throws TransferError where it is not one that this version writes. */
export function checkedState(value: unknown): AccountState {
  const state = shape(value, 'AccountState')
  requireWhole(state)
  requireOwn(state)
  requireOwners(state)
  requireSizes(state)
  return state
}
