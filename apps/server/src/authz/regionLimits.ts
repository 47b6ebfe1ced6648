/**
 * Which accounts the security token service of a region serves.
 * Source: IAM user guide, "Manage AWS STS in an AWS Region"; STS API reference, RegionDisabledException.
 */
import { parseArn } from '../domain/arn.ts'
import { ServiceError } from '../domain/errors.ts'
import type { RegionChoice, ServedRegions } from '../domain/region/servedRegions.ts'
import type { Reader } from '../store/store.ts'
import type { Call } from './authorized.ts'

/** Credentials that these issue belong to the account of the role, whoever asks for them. */
const ISSUE_FOR_A_ROLE: ReadonlySet<string> = new Set(['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'])

/** Which service is called, and which of its operations. */
export interface Called {
  readonly signingName: string
  readonly operation: string
}

/** What a region is to an account. Undefined: always on. A region that accounts do not switch costs no look into the store. */
export async function regionChoice(
  accountId: string,
  region: string,
  { store, regions }: { readonly store: Reader; readonly regions: ServedRegions },
): Promise<RegionChoice | undefined> {
  const untouched = regions.optIn(region)
  if (untouched === undefined) return undefined
  return (await store.resources.byName('regionOptIn', accountId, region))?.facts.choice ?? untouched
}

/**
 * Throws RegionDisabledException for a call to the security token service of a region that is off in the account whose
 * credentials are asked for: that of the role, otherwise the caller's. Other services are reached from every region.
 */
export async function checkRegion(
  { caller, input, region }: Call<unknown>,
  { signingName, operation }: Called,
  given: { readonly store: Reader; readonly regions: ServedRegions },
): Promise<void> {
  if (signingName !== 'sts' || given.regions.optIn(region) === undefined) return
  // The codec made the input from the operation's own model, in which each of these has a RoleArn.
  const role = ISSUE_FOR_A_ROLE.has(operation) ? parseArn((input as { readonly RoleArn: string }).RoleArn) : undefined
  const accountId = role?.accountId ?? caller.accountId
  if ((await regionChoice(accountId, region, given)) === 'ENABLED') return
  throw new ServiceError(
    'RegionDisabledException',
    `STS is not activated in this region for account:${accountId}. Your account administrator can activate STS in this region using the IAM Console.`,
    { reason: `region ${region} is off in account ${accountId}` },
  )
}
