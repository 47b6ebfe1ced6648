/** The rows of a credential report. Source: IAM user guide, "Generate credential reports for your AWS account", report format. */
import type { AccountResource } from '../../../domain/accountResources.ts'
import { rootArn, userArn } from '../../../domain/arn.ts'
import { loginProfileId, passwordPolicyId } from '../../../domain/credentialIds.ts'
import type { AccessKey, Account, User } from '../../../domain/entities.ts'
import { isoSeconds } from '../../../domain/time.ts'
import type { Reader } from '../../../store/store.ts'
import { NEVER } from '../lastUsed/lastUse.ts'

const UNSUPPORTED = 'not_supported'
const UNKNOWN = 'no_information'
const DAY_MS = 86_400_000

const keyColumns = (n: number): string[] =>
  ['active', 'last_rotated', 'last_used_date', 'last_used_region', 'last_used_service'].map(
    (name) => `access_key_${n}_${name}`,
  )

/** AWS's columns in AWS's order. */
export const COLUMNS: readonly string[] = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'password_next_rotation',
  'mfa_active',
  ...keyColumns(1),
  ...keyColumns(2),
  'cert_1_active',
  'cert_1_last_rotated',
  'cert_2_active',
  'cert_2_last_rotated',
]

/** RFC 4180 section 2: names may hold commas. */
const cell = (text: string): string => (text.includes(',') ? `"${text}"` : text)

/** A line of the report. */
export const line = (cells: readonly string[]): string => cells.map(cell).join(',')

async function keyCells(key: AccessKey | undefined, store: Reader): Promise<readonly string[]> {
  if (key === undefined) return ['false', NEVER, NEVER, NEVER, NEVER]
  const use = await store.usage.last(key.id)
  const used = use === undefined ? [NEVER, NEVER, NEVER] : [isoSeconds(use.atMs), use.region, use.service]
  return [String(key.status === 'Active'), isoSeconds(key.createdAtMs), ...used]
}

/** The columns from `mfa_active` on that users and the root user share. `ownerId` is the account's id for root. */
async function deviceAndKeyCells(ownerId: string, store: Reader): Promise<readonly string[]> {
  const devices = await store.mfaDevices.ofUser(ownerId)
  const [first, second] = await store.accessKeys.ofUser(ownerId)
  return [String(devices.length > 0), ...(await keyCells(first, store)), ...(await keyCells(second, store))]
}

type Certificate = AccountResource<'signingCertificate'>

const certificateCells = (certificate: Certificate | undefined): readonly string[] =>
  certificate === undefined
    ? ['false', NEVER]
    : [String(certificate.facts.status === 'Active'), isoSeconds(certificate.createdAtMs)]

async function passwordCells(user: User, store: Reader): Promise<readonly string[]> {
  const profile = await store.resources.byId('loginProfile', loginProfileId(user.id))
  if (profile === undefined) return ['false', NEVER, NEVER, NEVER]
  const { passwordSetAtMs, lastUsedAtMs } = profile.facts
  const maxAgeDays = (await store.resources.byId('passwordPolicy', passwordPolicyId(user.accountId)))?.facts.maxAgeDays
  return [
    'true',
    lastUsedAtMs === undefined ? UNKNOWN : isoSeconds(lastUsedAtMs),
    isoSeconds(passwordSetAtMs),
    maxAgeDays === undefined ? NEVER : isoSeconds(passwordSetAtMs + maxAgeDays * DAY_MS),
  ]
}

/** The row of a user. */
export async function userRow(user: User, store: Reader): Promise<readonly string[]> {
  const [first, second] = await store.resources.ofOwner('signingCertificate', user.id)
  return [
    user.name,
    userArn(user),
    isoSeconds(user.createdAtMs),
    ...(await passwordCells(user, store)),
    ...(await deviceAndKeyCells(user.id, store)),
    ...certificateCells(first),
    ...certificateCells(second),
  ]
}

/** The row of the root user, which has no console password here. */
export const rootRow = async ({ id, joinedAtMs }: Account, store: Reader): Promise<readonly string[]> => [
  '<root_account>',
  rootArn(id),
  isoSeconds(joinedAtMs),
  UNSUPPORTED,
  UNKNOWN,
  UNSUPPORTED,
  UNSUPPORTED,
  ...(await deviceAndKeyCells(id, store)),
  ...certificateCells(undefined),
  ...certificateCells(undefined),
]
