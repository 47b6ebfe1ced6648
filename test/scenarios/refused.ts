/** What a client was told when it was refused. */
import assert from 'node:assert/strict'

/** A refusal as the SDK shows it. */
export interface Refusal {
  /** The SDK's name of the error: its class where the model has one, the wire code otherwise. */
  readonly name: string
  readonly message: string
  readonly status: number | undefined
  /** Is it the class that the SDK generated from the model? */
  readonly error: Error
}

const SEALED = ' Encoded authorization failure message: '

/** The refusal of a call that must not succeed. */
export async function refused(call: Promise<unknown>): Promise<Refusal> {
  const error: unknown = await call.then(
    (answer) => assert.fail(`the call was allowed: ${JSON.stringify(answer)}`),
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof Error) || error.name === 'AssertionError') throw error
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } }
  return { name: error.name, message: error.message, status: $metadata?.httpStatusCode, error }
}

/** Expects the refusal `name` and, where given, exactly this sentence (without the encoded message of an AccessDenied). */
export async function refusedAs(call: Promise<unknown>, name: string, sentence?: string | RegExp): Promise<Refusal> {
  const refusal = await refused(call)
  const [said = ''] = refusal.message.split(SEALED)
  assert.equal(refusal.name, name, refusal.message)
  if (typeof sentence === 'string') assert.equal(said, sentence)
  if (sentence instanceof RegExp) assert.match(said, sentence)
  return refusal
}

/** The encoded authorization message inside a refusal. */
export function encodedMessage({ message }: { readonly message: string }): string {
  const [, encoded] = message.split(SEALED)
  assert.ok(encoded !== undefined && encoded !== '', `no encoded message in: ${message}`)
  return encoded
}
