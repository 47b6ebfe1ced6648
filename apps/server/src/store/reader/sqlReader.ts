/** Every read, straight from the database. */
import type { SecretBox } from '../../domain/secret.ts'
import type { Source } from '../source.ts'
import type { Reader } from '../store.ts'
import { accessKeyReader } from './accessKeys.ts'
import { accountReader } from './accounts.ts'
import { groupReader } from './groups.ts'
import { mfaReader } from './mfaDevices.ts'
import { organizationReader } from './organization.ts'
import { policyReader } from './policies.ts'
import { resourceReader } from './resources.ts'
import { usageReader } from '../usage.ts'
import { revocationReader } from './revocations.ts'
import { roleReader } from './roles.ts'
import { userReader } from './users.ts'

/** Reads without any cache: what a transaction sees, and what the cached reader falls back to. */
export const sqlReader = (source: Source, box: SecretBox): Reader => ({
  users: userReader(source),
  groups: groupReader(source),
  roles: roleReader(source),
  policies: policyReader(source),
  accessKeys: accessKeyReader(source, box),
  mfaDevices: mfaReader(source, box),
  resources: resourceReader(source, box),
  accounts: accountReader(source),
  organization: organizationReader(source),
  revocations: revocationReader(source),
  usage: usageReader(source),
})
