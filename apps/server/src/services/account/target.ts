/**
 * The account that a call is about: the caller's own, or a member of the organization.
 * Source: Account Management reference, `AccountId` of any operation; Service Authorization Reference, "AWS Account Management".
 */
import type { Ask, ContextEntry } from '../../authz/ask.ts'
import type { Call } from '../../authz/authorized.ts'
import { PARTITION } from '../../domain/arn.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Account, Organization } from '../../domain/entities.ts'
import type { Reader } from '../../store/store.ts'
import { hasServiceAccess, isDelegatedAdministrator } from '../organizations/delegation/delegatedAdministrators.ts'
import { notPermitted } from './refusals.ts'

/** What every input may have. */
export interface Targeted {
  readonly AccountId?: string
}

/** Another account's part in the organization is known to who manages it only: policies of others must not find out by asking. */
async function placeOf(accountId: string, { id }: Organization, store: Reader): Promise<readonly ContextEntry[]> {
  const above = await store.organization.ancestors(accountId)
  const tags = await store.organization.tags(accountId)
  return [
    ...(above === undefined
      ? []
      : [{ key: 'account:AccountResourceOrgPaths', value: [`${[id, ...above].join('/')}/`] }]),
    ...tags.map(({ key, value }) => ({ key: `account:AccountResourceOrgTags/${key}`, value })),
  ]
}

/** What other services call this one. */
const PRINCIPAL = 'account.amazonaws.com'

/** May the account manage the members of its organization? */
const manages = async (accountId: string, { managementAccountId }: Organization, store: Reader): Promise<boolean> =>
  accountId === managementAccountId || (await isDelegatedAdministrator(accountId, PRINCIPAL, store))

/** Asks for `account:<operation>` on the account that the input names, or on the caller's own. */
export async function askTarget(
  operation: string,
  { input, caller, context = [] }: Pick<Call<Targeted>, 'input' | 'caller'> & { readonly context?: Ask['context'] },
  store: Reader,
): Promise<readonly Ask[]> {
  const action = `account:${operation}`
  const organization = await store.organization.get()
  if (input.AccountId === undefined || organization === undefined)
    return [{ action, resource: `arn:${PARTITION}:account::${caller.accountId}:account`, context }]
  const { id, managementAccountId } = organization
  const managed = await manages(caller.accountId, organization, store)
  const place = managed ? await placeOf(input.AccountId, organization, store) : []
  return [
    {
      action,
      resource: `arn:${PARTITION}:account::${managementAccountId}:account/${id}/${input.AccountId}`,
      context: [...place, ...context],
    },
  ]
}

/** Throws AccessDeniedException, in AWS's sentences, where the caller's account may not manage the account that it names. */
async function requireManaged(
  operation: string,
  { named, caller }: { readonly named: string; readonly caller: Caller },
  store: Reader,
): Promise<void> {
  const organization = await store.organization.get()
  if (organization === undefined || !(await manages(caller.accountId, organization, store)))
    throw notPermitted(caller, operation)
  if (named === organization.managementAccountId)
    throw notPermitted(
      caller,
      operation,
      caller.accountId === named
        ? 'The management account can only be managed using the standalone context from the management account.'
        : undefined,
    )
  if (!(await hasServiceAccess(PRINCIPAL, store)))
    throw notPermitted(
      caller,
      operation,
      'Your organization must first enable trusted access with AWS Account Management.',
    )
}

/**
 * The account that the input names, or the caller's own. Throws AccessDeniedException for a member account that names any
 * account (unless it is a delegated administrator), where the management account is named, before the service has access to
 * the organization, and for accounts that are not members or no longer active.
 */
export async function requireTarget(
  operation: string,
  { input: { AccountId: named }, caller }: Pick<Call<Targeted>, 'input' | 'caller'>,
  store: Reader,
): Promise<Account> {
  if (named !== undefined) await requireManaged(operation, { named, caller }, store)
  const account = await store.accounts.byId(named ?? caller.accountId)
  // What is known of a closed account stays readable: its name, when it was made, that it is closed.
  if (account === undefined || (account.status !== 'ACTIVE' && operation !== 'GetAccountInformation'))
    throw notPermitted(caller, operation)
  return account
}
