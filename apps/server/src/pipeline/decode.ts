/** From an authenticated request to the operation it calls and its validated input. */
import { ServiceError } from '../domain/errors.ts'
import { unsupported } from '../services/unsupported.ts'
import { decoded } from './stages.ts'
import type { Authenticated, Decoded, Progress, Routed } from './stages.ts'

/**
 * Throws ServiceError: InvalidAction (unknown, or in AWS's model but not served here: the sentence says what to use),
 * ValidationError and its relatives for the input. What is decoded is what was signed.
 */
export function decode({ served }: Routed, authenticated: Authenticated, progress: Progress): Decoded {
  const { caller, region, request, signed } = authenticated
  if (served.protocol.protocol !== 'rest-json' && signed.path !== '/') {
    throw new ServiceError(
      'InvalidAction',
      `There is nothing at ${signed.path.slice(0, 64)}: the path of this service is /.`,
    )
  }
  const identified = served.protocol.identify(request, signed)
  const codec = identified.operation
  progress.operationName = codec.name
  const operation = served.operations.get(codec.name)
  if (operation === undefined) throw unsupported(served.service.signingName, codec.name)
  return decoded({ call: { input: identified.decode(), caller, request, region }, operation, codec })
}
