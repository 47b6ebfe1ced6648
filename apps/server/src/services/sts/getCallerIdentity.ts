/** GetCallerIdentity: who the signature says you are. Needs no permission, and no policy can deny it. */
import type { GetCallerIdentityRequest, GetCallerIdentityResponse } from '../../protocol/types/sts.generated.ts'
import { readOperation } from '../operation.ts'

/** Source: STS API reference, GetCallerIdentity. */
export const getCallerIdentity = readOperation<GetCallerIdentityRequest, GetCallerIdentityResponse>({
  name: 'GetCallerIdentity',
  authorize: () => 'exempt',
  run: ({ caller }) => ({ Account: caller.accountId, Arn: caller.arn, UserId: caller.userId }),
})
