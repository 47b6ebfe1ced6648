/** What clients know for certain: every answer they received, every credential, every acknowledged change. */
import { credentialOf, Lost, resultOf } from './client.ts'
import type { Answer, Call, Client } from './client.ts'
import type { Key } from '../scenarios/world.ts'

/** Everything that was received, of all clients. */
export interface Ledger {
  readonly answers: Answer[]
  readonly lost: Lost[]
  /** Session credentials, by the request that gave them. */
  readonly sessions: Map<string, Key>
  /** Long-lived keys that were received and not deleted since. */
  readonly keys: Map<string, Key>
  /**
   * By entity (`user NAME`, `policy NAME`, `key ID`): is it there? Only what was acknowledged, and not touched by a call
   * that is still open.
   */
  readonly sure: Map<string, boolean>
}

export const newLedger = (): Ledger => ({
  answers: [],
  lost: [],
  sessions: new Map(),
  keys: new Map(),
  sure: new Map(),
})

/** The entity that a call changes, where its name is known before the answer. */
function changed({ action, parameters = {} }: Call): { readonly entity: string; readonly there: boolean } | undefined {
  const user = parameters['UserName'] ?? ''
  if (action === 'CreateUser' || action === 'DeleteUser')
    return { entity: `user ${user}`, there: action === 'CreateUser' }
  if (action === 'PutUserPolicy') return { entity: `policy ${user}`, there: true }
  if (action === 'DeleteUserPolicy') return { entity: `policy ${user}`, there: false }
  if (action === 'DeleteAccessKey') return { entity: `key ${parameters['AccessKeyId'] ?? ''}`, there: false }
  return undefined
}

function noteSuccess(ledger: Ledger, answer: Answer): void {
  const { call, requestId } = answer
  const change = changed(call)
  if (change !== undefined) ledger.sure.set(change.entity, change.there)
  if (call.action === 'AssumeRole') ledger.sessions.set(requestId, credentialOf(answer))
  if (call.action === 'CreateAccessKey') {
    const { AccessKeyId = '', SecretAccessKey = '' } = resultOf(answer)['AccessKey'] as Record<string, string>
    ledger.sure.set(`key ${AccessKeyId}`, true)
    ledger.keys.set(AccessKeyId, { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey })
  }
}

/** Calls, and writes down what came of it. Rejects with Lost, which is written down too. */
export async function noted(
  ledger: Ledger,
  client: Client,
  given: { key: Key | undefined; call: Call },
): Promise<Answer> {
  const { call, key } = given
  const change = changed(call)
  if (change !== undefined) ledger.sure.delete(change.entity)
  if (call.action === 'DeleteAccessKey') ledger.keys.delete(call.parameters?.['AccessKeyId'] ?? '')
  try {
    const answer = await client.call(key, call)
    ledger.answers.push(answer)
    if (answer.status === 200) noteSuccess(ledger, answer)
    return answer
  } catch (error) {
    if (error instanceof Lost) ledger.lost.push(error)
    throw error
  }
}
