/** From an authenticated request to the operation it calls and its validated input. */
import { decoded } from './stages.ts'
import type { Authenticated, Decoded, Routed } from './stages.ts'

/**
 * Throws ServiceError: InvalidAction (unknown, or in AWS's model but not served here: the sentence says what to use),
 * ValidationError and its relatives for the input.
 */
export function decode({ served }: Routed, { request, caller, region }: Authenticated): Decoded {
  const codec = served.protocol.identify(request)
  const operation = served.operations.get(codec.name)
  if (operation === undefined)
    throw served.protocol.unsupported(codec.name) ?? new Error(`${codec.name} has no operation`)
  const input = codec.decode(request)
  return decoded({ call: { input, caller, request, region }, operation, codec })
}
