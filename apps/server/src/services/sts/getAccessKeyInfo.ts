/** GetAccessKeyInfo: the account an access key id belongs to, read from the id itself. */
import { ServiceError } from '../../domain/errors.ts'
import { accountOfAccessKeyId } from '../../domain/ids.ts'
import type { GetAccessKeyInfoRequest, GetAccessKeyInfoResponse } from '../../protocol/types/sts.generated.ts'
import { readOperation } from '../operation.ts'

/**
 * Source: STS API reference, GetAccessKeyInfo. Key ids that were chosen at bootstrap do not encode an account, so those
 * are looked up. Throws ValidationError where no account can be told.
 */
export const getAccessKeyInfo = readOperation<GetAccessKeyInfoRequest, GetAccessKeyInfoResponse>({
  name: 'GetAccessKeyInfo',
  authorize: () => [{ action: 'sts:GetAccessKeyInfo', resource: '*' }],
  async run({ input }, store) {
    const stored = await store.accessKeys.byId(input.AccessKeyId)
    const account = stored?.accountId ?? accountOfAccessKeyId(input.AccessKeyId)
    if (account === undefined) throw new ServiceError('ValidationError', `Invalid AccessKeyId: ${input.AccessKeyId}`)
    return { Account: account }
  },
})
