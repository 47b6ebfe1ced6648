/** Which service a request is for: by its signature's scope; only an unsigned call is looked at by its Action. */
import { parseRequest } from '@brevet/sigv4'
import { refused } from '../authn/authenticate.ts'
import { ServiceError } from '../domain/errors.ts'
import { firstHeader } from '../domain/request.ts'
import { unsupported } from '../services/unsupported.ts'
import { routed } from './stages.ts'
import type { Progress, Received, Routed, Served } from './stages.ts'

/** Operations that carry their own proof at AWS. Source: `auth: none` in models/sts.json. */
const UNSIGNED_AT_AWS: ReadonlySet<string> = new Set(['AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'])

/** The services of this process, in the order of the table in main. */
export interface ServiceTable {
  readonly bySigningName: ReadonlyMap<string, Served>
  /** Speaks for requests that name no service: its protocol writes their refusals. */
  readonly fallback: Served
}

/** Builds the lookup table. The first service is the fallback. */
export function serviceTable(services: readonly [Served, ...Served[]]): ServiceTable {
  return {
    bySigningName: new Map(services.map((served) => [served.service.signingName, served])),
    fallback: services[0],
  }
}

/** The service an unsigned or unreadable request seems to be for. Only its refusal depends on this. */
function guess(request: Received, table: ServiceTable): Served {
  const target = firstHeader(request, 'x-amz-target') ?? ''
  for (const served of table.bySigningName.values()) {
    const { protocol, targetPrefix } = served.protocol
    if (targetPrefix !== undefined && target.startsWith(`${targetPrefix}.`)) return served
    // The paths of restJson services are their own; every other service has only `/`.
    if (protocol === 'rest-json' && unsignedOperation(served, request) !== undefined) return served
  }
  return table.fallback
}

/** The operation an unsigned request asks for, where it asks for one properly. */
function unsignedOperation(served: Served, request: Received): string | undefined {
  try {
    return served.protocol.identify(request).operation.name
  } catch {
    return undefined
  }
}

/** Nothing here is answered without a signature. What AWS would answer so says what to use instead (STS-11). */
function refuseUnsigned(progress: Progress, served: Served): never {
  const name = unsignedOperation(served, progress.request)
  if (name !== undefined) progress.operationName = name
  if (name !== undefined && UNSIGNED_AT_AWS.has(name)) throw unsupported(served.service.signingName, name)
  throw new ServiceError('MissingAuthenticationToken', 'Request is missing Authentication Token')
}

/**
 * Parses the signature and picks the service. Throws ServiceError: MissingAuthenticationToken, IncompleteSignature,
 * InvalidRequest, SignatureDoesNotMatch (a service that is not served, in AWS's words for a wrong scope).
 */
export function route(progress: Progress, table: ServiceTable): Routed {
  const { request } = progress
  const signature = parseRequest(request)
  if (!signature.ok) {
    progress.served = guess(request, table)
    if (signature.code === 'MissingAuthenticationToken') refuseUnsigned(progress, progress.served)
    throw refused(signature)
  }
  progress.signature = signature
  const served = table.bySigningName.get(signature.scope.service)
  progress.served = served ?? guess(request, table)
  if (served === undefined) {
    const names = [...table.bySigningName.keys()].join(', ')
    throw new ServiceError('SignatureDoesNotMatch', `Credential should be scoped to correct service: one of ${names}.`)
  }
  return routed({ request, served, signature })
}
