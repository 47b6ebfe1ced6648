/** What an operation is: its name in the model, what it asks permission for, and what it does. */
import type { Asks } from '../authz/ask.ts'
import type { Authorized, Call } from '../authz/authorized.ts'
import type { ServedRegions } from '../domain/region/servedRegions.ts'
import type { Clock } from '../runtime/clock.ts'
import type { ModelName } from '../protocol/loadProtocol.ts'
import type { Random } from '../runtime/random.ts'
import type { MfaCodes, Reader, Writer } from '../store/store.ts'
import type { MessageSealer, TokenIssuer } from '../token/token.ts'
import type { PolicyJudge } from './accessanalyzer/judge/policyJudge.ts'
import type { DecisionRecords } from './brevet/decisionRecords.ts'
import type { AccountQuotas } from './iam/accountQuotas.ts'
import type { Reports } from './iam/reports/reports.ts'
import type { Passwords } from './iam/loginProfile/passwords.ts'

/** Everything an operation may use of the world, besides the store. */
export interface Effects {
  readonly clock: Clock
  readonly random: Random
  readonly tokens: TokenIssuer
  readonly messages: MessageSealer
  readonly mfaCodes: MfaCodes
  readonly passwords: Passwords
  readonly judge: PolicyJudge
  readonly decisions: DecisionRecords
  readonly reports: Reports
  readonly quotas: AccountQuotas
  readonly regions: ServedRegions
}

interface OperationBase<I> {
  /** The operation's name in the service model. */
  readonly name: string
  /**
   * The actions and resources this call needs. Runs before anything is revealed: for an entity that does not exist it
   * asks about the ARN the name would have. Parameter rules that span members are checked here too. Changes nothing
   * (but an MFA code that is shown here is used up).
   */
  authorize(call: Call<I>, store: Reader, effects: Effects): Asks | Promise<Asks>
}

/** An operation that changes nothing in the store. */
export interface ReadOperation<I, O> extends OperationBase<I> {
  readonly access: 'read'
  run(call: Authorized<I>, store: Reader, effects: Effects): O | Promise<O>
}

/**
 * An operation that changes the store. `run` is inside one transaction: what it throws undoes everything, what it
 * returns is committed together with its audit record.
 */
export interface WriteOperation<I, O> extends OperationBase<I> {
  readonly access: 'write'
  run(call: Authorized<I>, store: Writer, effects: Effects): O | Promise<O>
}

/**
 * A write operation that takes long before it changes anything (hashing a password): `prepare` runs authorized but
 * outside any transaction, so that it keeps no other writer waiting. What it answers is run in the transaction as `run`
 * of a write operation is, and reads again what it relies on.
 */
export interface PreparedOperation<I, O> extends OperationBase<I> {
  readonly access: 'write'
  prepare(call: Authorized<I>, store: Reader, effects: Effects): Promise<(store: Writer) => Promise<O>>
}

/** An operation as the tables hold it: the codec guarantees that inputs have the operation's own type. */
export type Operation =
  | ReadOperation<never, unknown>
  | WriteOperation<never, unknown>
  | PreparedOperation<never, unknown>

/** Declares a read operation; infers nothing, checks everything. */
export const readOperation = <I, O>(operation: Omit<ReadOperation<I, O>, 'access'>): ReadOperation<I, O> => ({
  access: 'read',
  ...operation,
})

/** Declares a write operation. */
export const writeOperation = <I, O>(operation: Omit<WriteOperation<I, O>, 'access'>): WriteOperation<I, O> => ({
  access: 'write',
  ...operation,
})

/** Declares a write operation with a slow part before its transaction. */
export const preparedOperation = <I, O>(
  operation: Omit<PreparedOperation<I, O>, 'access'>,
): PreparedOperation<I, O> => ({
  access: 'write',
  ...operation,
})

/** A service: its name in signatures, its model, and the operations it serves. Names it does not serve answer `unsupported`. */
export interface Service {
  /** The name in the scope of signatures, which is the prefix of its actions too: `sts`, `iam`, `organizations`, `access-analyzer`. */
  readonly signingName: string
  /** Its model, `apps/server/models/<model>.json`; also the name of its folder under services. */
  readonly model: ModelName
  /** CloudTrail's event source: `sts.amazonaws.com`. */
  readonly eventSource: string
  readonly operations: readonly Operation[]
}
