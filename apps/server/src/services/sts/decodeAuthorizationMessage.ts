/** DecodeAuthorizationMessage: opens the reasoning behind an AccessDenied, for callers of the same account. */
import { ServiceError } from '../../domain/errors.ts'
import type {
  DecodeAuthorizationMessageRequest,
  DecodeAuthorizationMessageResponse,
} from '../../protocol/types/sts.generated.ts'
import { readOperation } from '../operation.ts'

/** Source: STS API reference, DecodeAuthorizationMessage. Throws InvalidAuthorizationMessageException. */
export const decodeAuthorizationMessage = readOperation<
  DecodeAuthorizationMessageRequest,
  DecodeAuthorizationMessageResponse
>({
  name: 'DecodeAuthorizationMessage',
  authorize: () => [{ action: 'sts:DecodeAuthorizationMessage', resource: '*' }],
  run({ input, caller }, _store, { messages }) {
    const decoded = messages.open(caller.accountId, input.EncodedMessage)
    if (decoded === undefined) {
      throw new ServiceError(
        'InvalidAuthorizationMessageException',
        'The encoded authorization message is not one that was given to this account.',
      )
    }
    return { DecodedMessage: decoded }
  },
})
