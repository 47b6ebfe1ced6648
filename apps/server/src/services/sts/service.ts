/** The security token service: what it serves. */
import type { Service } from '../operation.ts'
import { assumeRole } from './assumeRole.ts'
import { decodeAuthorizationMessage } from './decodeAuthorizationMessage.ts'
import { getAccessKeyInfo } from './getAccessKeyInfo.ts'
import { getCallerIdentity } from './getCallerIdentity.ts'
import { getFederationToken } from './getFederationToken.ts'
import { getSessionToken } from './getSessionToken.ts'

/** Source: models/sts.json. */
export const sts: Service = {
  signingName: 'sts',
  model: 'sts',
  eventSource: 'sts.amazonaws.com',
  operations: [
    assumeRole,
    decodeAuthorizationMessage,
    getAccessKeyInfo,
    getCallerIdentity,
    getFederationToken,
    getSessionToken,
  ],
}
