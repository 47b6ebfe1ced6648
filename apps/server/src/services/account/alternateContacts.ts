/** GetAlternateContact, PutAlternateContact and DeleteAlternateContact. Source: Account Management reference. */
import type { Ask } from '../../authz/ask.ts'
import type { Call } from '../../authz/authorized.ts'
import type {
  AlternateContactType,
  DeleteAlternateContactRequest,
  GetAlternateContactRequest,
  GetAlternateContactResponse,
  PutAlternateContactRequest,
} from '../../protocol/types/account.generated.ts'
import type { Reader } from '../../store/store.ts'
import { readOperation, writeOperation } from '../operation.ts'
import { putSetting } from '../putSetting.ts'
import { notFound, notPermitted } from './refusals.ts'
import { askTarget, requireTarget, type Targeted } from './target.ts'

type ContactCall = Call<Targeted & { readonly AlternateContactType: string }>

const CONTACT_TYPES: readonly AlternateContactType[] = ['BILLING', 'OPERATIONS', 'SECURITY']

/** Throws AccessDeniedException for a type that is none: AWS looks at it while it authorizes (moto has its answer; models/overlays). */
function contactType(operation: string, { input, caller }: ContactCall): AlternateContactType {
  const known = CONTACT_TYPES.find((type) => type === input.AlternateContactType)
  if (known !== undefined) return known
  throw notPermitted(caller, operation, 'You specified an invalid Alternate Contact type.')
}

async function askContact(operation: string, call: ContactCall, store: Reader): Promise<readonly Ask[]> {
  const { input, caller } = call
  const context = [{ key: 'account:AlternateContactTypes', value: [contactType(operation, call)] }]
  return askTarget(operation, { input, caller, context }, store)
}

const contactId = (accountId: string, type: AlternateContactType): string => `${accountId}/${type}`

/** AWS's sentence, as moto has it. */
const noContact = () => notFound('No contact of the inputted alternate contact type found.')

/** Whom to reach about billing, operations or security. Throws ResourceNotFoundException, AccessDeniedException. */
export const getAlternateContact = readOperation<GetAlternateContactRequest, GetAlternateContactResponse>({
  name: 'GetAlternateContact',

  authorize: (call, store) => askContact('GetAlternateContact', call, store),

  async run(call, store) {
    const AlternateContactType = contactType('GetAlternateContact', call)
    const { id } = await requireTarget('GetAlternateContact', call, store)
    const contact = await store.resources.byId('alternateContact', contactId(id, AlternateContactType))
    if (contact === undefined) throw noContact()
    return { AlternateContact: { AlternateContactType, ...contact.facts } }
  },
})

/** Sets it, or replaces what was set. Throws AccessDeniedException. */
export const putAlternateContact = writeOperation<PutAlternateContactRequest, object>({
  name: 'PutAlternateContact',

  authorize: (call, store) => askContact('PutAlternateContact', call, store),

  async run(call, store, { clock }) {
    const name = contactType('PutAlternateContact', call)
    const { EmailAddress, Name, PhoneNumber, Title } = call.input
    const { id: accountId } = await requireTarget('PutAlternateContact', call, store)
    const facts = { Name, Title, EmailAddress, PhoneNumber }
    const setting = { kind: 'alternateContact', accountId, id: contactId(accountId, name), name, facts } as const
    await putSetting(setting, clock.nowMs(), store)
    return {}
  },
})

/** Removes it. Throws ResourceNotFoundException, AccessDeniedException. */
export const deleteAlternateContact = writeOperation<DeleteAlternateContactRequest, object>({
  name: 'DeleteAlternateContact',

  authorize: (call, store) => askContact('DeleteAlternateContact', call, store),

  async run(call, store) {
    const { id: accountId } = await requireTarget('DeleteAlternateContact', call, store)
    const id = contactId(accountId, contactType('DeleteAlternateContact', call))
    if ((await store.resources.byId('alternateContact', id)) === undefined) throw noContact()
    await store.write.resources.delete('alternateContact', id)
    return {}
  },
})
