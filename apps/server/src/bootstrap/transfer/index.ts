/** Export and import of an account, as the command line uses them on a data directory. */
export { checkedState } from './checkState.ts'
export { managementAccountOf, readAccountHere } from './readAccount.ts'
export { restoreAccount } from './restoreAccount.ts'
export type { RestoredAccount } from './restoreAccount.ts'
export { TransferError } from './transferError.ts'
