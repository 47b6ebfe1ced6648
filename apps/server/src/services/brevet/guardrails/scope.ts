/** The two places where guardrails are set, and who may look after each. */
import type { Asks } from '../../../authz/ask.ts'
import type { AccountResource } from '../../../domain/accountResources.ts'
import { guardrailsArn } from '../../../domain/arn.ts'
import type { Caller } from '../../../domain/caller.ts'
import { guardrailsId, ORGANIZATION_GUARDRAILS_ID } from '../../../domain/credentialIds.ts'
import { accessDenied, ServiceError } from '../../../domain/errors.ts'
import type { GuardrailScope } from '../../../domain/guardrails/guardrails.ts'
import { UnreadableGuardrails } from '../../../store/guardrails.ts'
import type { Reader } from '../../../store/store.ts'

/** What is set in one place: the resource's id and name, and what stands there. */
export interface Place {
  readonly id: string
  readonly name: 'account' | 'organization'
  readonly stored: AccountResource<'guardrails'> | undefined
}

const NAMES = { ACCOUNT: 'account', ORGANIZATION: 'organization' } as const

/** The account's own where no scope is given. */
export const scopeOf = ({ scope }: { readonly scope?: GuardrailScope }): GuardrailScope => scope ?? 'ACCOUNT'

/** One action on the guardrails of the caller's account, or on those it sets for the organization. */
export const guardrailAsks = (action: string, { accountId }: Caller, scope: GuardrailScope): Asks => [
  { action: `brevet:${action}`, resource: guardrailsArn(accountId, NAMES[scope]) },
]

/** Where `scope` is kept. Throws AccessDenied for the organization's outside of its management account. */
export async function placeOf(scope: GuardrailScope, { accountId }: Caller, store: Reader): Promise<Place> {
  if (scope === 'ORGANIZATION' && (await store.organization.get())?.managementAccountId !== accountId)
    throw accessDenied(
      "Only the management account can see or change the organization's guardrails. To see those that apply to this account, call GetGuardrails with the scope ACCOUNT.",
      'the caller is not in the management account',
    )
  const id = scope === 'ORGANIZATION' ? ORGANIZATION_GUARDRAILS_ID : guardrailsId(accountId)
  return { id, name: NAMES[scope], stored: await store.resources.byId('guardrails', id) }
}

/** What `read` answers; ConflictException where it comes upon guardrails that cannot be read. */
export async function readable<T>(read: () => T | Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof UnreadableGuardrails)) throw error
    throw new ServiceError('ConflictException', error.message, error.detail)
  }
}
