/** Where a new token is good: in all regions, unless the global endpoint issued it to an account that wants it shorter. */
import type { Call } from '../../authz/authorized.ts'
import { firstHeader, type Received } from '../../domain/request.ts'
import type { SessionClaims } from '../../domain/session.ts'
import type { Reader } from '../../store/store.ts'

/**
 * Is the request for `sts.<domain>`, which is no region's? `sts.<region>.<domain>` is the endpoint of the region that the
 * signature names, and so is an address of any other form. The Host is always signed.
 */
function isForGlobalEndpoint(request: Received, region: string): boolean {
  const [service, domain] = (firstHeader(request, 'host') ?? '').toLowerCase().split('.', 2)
  return service === 'sts' && domain !== undefined && domain !== region
}

/**
 * The region scope of a token for `accountId`. Source: IAM API reference, SetSecurityTokenServicePreferences; IAM user guide,
 * "Manage AWS STS in an AWS Region" (global endpoint). Only tokens of the global endpoint are ever of version 1.
 */
export async function tokenScope(
  { request, region }: Call<unknown>,
  accountId: string,
  store: Reader,
): Promise<SessionClaims['regionScope']> {
  if (!isForGlobalEndpoint(request, region)) return 'v2'
  return (await store.resources.byId('tokenPreference', accountId))?.facts.globalEndpoint ?? 'v2'
}
