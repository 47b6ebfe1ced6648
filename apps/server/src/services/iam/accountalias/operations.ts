/** The operations on account aliases. */
import type { Operation } from '../../operation.ts'
import { createAccountAlias, deleteAccountAlias, listAccountAliases } from './accountAlias.ts'

/** Every operation on account aliases. */
export const accountAliasOperations: readonly Operation[] = [createAccountAlias, deleteAccountAlias, listAccountAliases]
