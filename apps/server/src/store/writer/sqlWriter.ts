/** Every change, inside one transaction. */
import type { OutboxEntry } from '../outbox/outbox.ts'
import { sqlReader } from '../reader/sqlReader.ts'
import { transactionSource } from '../source.ts'
import type { Writer } from '../store.ts'
import { accessKeyWriter } from './accessKeys.ts'
import { accountWriter } from './accounts.ts'
import { groupWriter } from './groups.ts'
import { holderWriter } from './holders.ts'
import { mfaWriter } from './mfaDevices.ts'
import { organizationalUnitWriter, organizationPolicyWriter, organizationWriter } from './organizations.ts'
import { policyWriter } from './policies.ts'
import { resourceWriter } from './resources.ts'
import { revocationWriter } from './revocations.ts'
import { roleWriter } from './roles.ts'
import { tagWriter } from './tags.ts'
import type { WriteTransaction } from './transaction.ts'
import { userWriter } from './users.ts'

/** The writer of one transaction; its audit records are collected in `outbox`. */
export const sqlWriter = (tx: WriteTransaction, outbox: OutboxEntry[]): Writer => ({
  ...sqlReader(transactionSource(tx.db), tx.box),
  write: {
    holders: holderWriter(tx),
    users: userWriter(tx),
    groups: groupWriter(tx),
    roles: roleWriter(tx),
    policies: policyWriter(tx),
    accessKeys: accessKeyWriter(tx),
    mfaDevices: mfaWriter(tx),
    resources: resourceWriter(tx),
    accounts: accountWriter(tx),
    organizationalUnits: organizationalUnitWriter(tx),
    organizationPolicies: organizationPolicyWriter(tx),
    ...tagWriter(tx),
    ...organizationWriter(tx),
    ...revocationWriter(tx),
  },
  async outbox(eventId, record) {
    outbox.push({ eventId, record })
  },
})
