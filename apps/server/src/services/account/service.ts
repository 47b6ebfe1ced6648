/** AWS Account Management: an account's regions, name, and whom to reach about it. */
import type { Service } from '../operation.ts'
import { getAccountInformation, getPrimaryEmail, putAccountName } from './accountInformation.ts'
import { deleteAlternateContact, getAlternateContact, putAlternateContact } from './alternateContacts.ts'
import { getContactInformation, putContactInformation } from './contactInformation.ts'
import { disableRegion, enableRegion, getRegionOptStatus, listRegions } from './regions.ts'

/** Source: models/account.json. */
export const account: Service = {
  signingName: 'account',
  model: 'account',
  eventSource: 'account.amazonaws.com',
  operations: [
    deleteAlternateContact,
    disableRegion,
    enableRegion,
    getAccountInformation,
    getAlternateContact,
    getContactInformation,
    getPrimaryEmail,
    getRegionOptStatus,
    listRegions,
    putAccountName,
    putAlternateContact,
    putContactInformation,
  ],
}
