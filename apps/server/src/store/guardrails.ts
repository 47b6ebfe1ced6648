/** The guardrails in force in an account, from what is stored of it and of the organization. */
import type { AccountResource } from '../domain/accountResources.ts'
import { guardrailsId, ORGANIZATION_GUARDRAILS_ID } from '../domain/credentialIds.ts'
import { ServiceError } from '../domain/errors.ts'
import { mergeGuardrails, NO_GUARDRAILS, readSettings } from '../domain/guardrails/guardrails.ts'
import type { GuardrailsInForce } from '../domain/guardrails/guardrails.ts'
import type { Guardrails } from '../domain/guardrails/settings.ts'
import type { Reader } from './store.ts'

type Stored = AccountResource<'guardrails'>

/** AccessDenied: there are stored guardrails that this release cannot understand, so what they govern is refused. */
export class UnreadableGuardrails extends ServiceError {
  constructor({ id, accountId }: Stored, fault: string) {
    const ofAll = id === ORGANIZATION_GUARDRAILS_ID
    super(
      'AccessDenied',
      `The guardrails of ${ofAll ? 'the organization' : `account ${accountId}`} cannot be read, so what they govern is refused until they are removed: brevet guardrails clear --all${ofAll ? ' --organization' : ''}`,
      { reason: `stored ${id}: ${fault}` },
    )
  }
}

/** What is stored in `resource`. Throws UnreadableGuardrails. */
export function storedSettings(resource: Stored | undefined): Guardrails {
  if (resource === undefined) return NO_GUARDRAILS
  const read = readSettings(resource.facts)
  if ('settings' in read) return read.settings
  throw new UnreadableGuardrails(resource, read.fault)
}

const NONE = mergeGuardrails(NO_GUARDRAILS, NO_GUARDRAILS)
const ABSENT = {}
/** By the organization's, then by the account's: the reader hands out the same frozen objects until they change. */
const merged = new WeakMap<object, WeakMap<object, GuardrailsInForce>>()

function merge(organization: Stored | undefined, account: Stored | undefined): GuardrailsInForce {
  if (organization === undefined && account === undefined) return NONE
  const byAccount = merged.get(organization ?? ABSENT) ?? new WeakMap<object, GuardrailsInForce>()
  merged.set(organization ?? ABSENT, byAccount)
  const known = byAccount.get(account ?? ABSENT)
  if (known !== undefined) return known
  const made = mergeGuardrails(storedSettings(organization), storedSettings(account))
  byAccount.set(account ?? ABSENT, made)
  return made
}

/** What holds in `accountId` now. Warm it touches no database. Throws UnreadableGuardrails. */
export async function guardrailsInForce(
  accountId: string,
  { resources }: Pick<Reader, 'resources'>,
): Promise<GuardrailsInForce> {
  const organization = await resources.byId('guardrails', ORGANIZATION_GUARDRAILS_ID)
  return merge(organization, await resources.byId('guardrails', guardrailsId(accountId)))
}
