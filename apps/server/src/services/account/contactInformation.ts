/** GetContactInformation and PutContactInformation. Source: Account Management reference. */
import type {
  ContactInformation,
  GetContactInformationRequest,
  GetContactInformationResponse,
  PutContactInformationRequest,
} from '../../protocol/types/account.generated.ts'
import { readOperation, writeOperation } from '../operation.ts'
import { putSetting } from '../putSetting.ts'
import { badField, notFound } from './refusals.ts'
import { askTarget, requireTarget } from './target.ts'

/** Countries in which a state or region belongs to an address. Source: API reference, ContactInformation. */
const COUNTRIES_WITH_STATES: ReadonlySet<string> = new Set(['BR', 'CA', 'DE', 'GB', 'IN', 'JP', 'US'])

/** Throws ValidationException for what the model's own constraints do not say. */
function checkAddress({ CountryCode, StateOrRegion }: ContactInformation): void {
  if (!/^[A-Z]{2}$/v.test(CountryCode))
    throw badField('CountryCode', 'CountryCode must be a two-letter country code of ISO 3166-1.')
  if (StateOrRegion === undefined && COUNTRIES_WITH_STATES.has(CountryCode))
    throw badField('StateOrRegion', 'StateOrRegion is required for the country of the address.')
}

/** Who owns an account. Throws ResourceNotFoundException where nobody has said so yet, AccessDeniedException. */
export const getContactInformation = readOperation<GetContactInformationRequest, GetContactInformationResponse>({
  name: 'GetContactInformation',

  authorize: (call, store) => askTarget('GetContactInformation', call, store),

  async run(call, store) {
    const { id } = await requireTarget('GetContactInformation', call, store)
    const known = await store.resources.byId('contactInformation', id)
    if (known === undefined) throw notFound('No contact information of the account was found.')
    return { ContactInformation: known.facts }
  },
})

/** Replaces all of it. Throws ValidationException, AccessDeniedException. */
export const putContactInformation = writeOperation<PutContactInformationRequest, object>({
  name: 'PutContactInformation',

  authorize: (call, store) => askTarget('PutContactInformation', call, store),

  async run(call, store, { clock }) {
    const { id: accountId } = await requireTarget('PutContactInformation', call, store)
    const { ContactInformation: facts } = call.input
    checkAddress(facts)
    const setting = { kind: 'contactInformation', accountId, id: accountId, name: 'contactInformation', facts } as const
    await putSetting(setting, clock.nowMs(), store)
    return {}
  },
})
