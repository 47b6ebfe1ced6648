/** SetSecurityTokenServicePreferences. Source: IAM API reference, SetSecurityTokenServicePreferences. */
import { invalidParameter } from '../../../domain/errors.ts'
import type { SetSecurityTokenServicePreferencesRequest } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { ask } from '../askEntity.ts'

/**
 * Tokens are always of version 2, good in all regions, whatever endpoint issues them: asking for that changes nothing.
 * Throws InvalidParameterValue for version 1.
 */
export const setSecurityTokenServicePreferences = writeOperation<SetSecurityTokenServicePreferencesRequest, object>({
  name: 'SetSecurityTokenServicePreferences',

  authorize: () => ask('iam:SetSecurityTokenServicePreferences', '*'),

  run({ input: { GlobalEndpointTokenVersion: version } }) {
    if (version !== 'v2Token')
      throw invalidParameter(`${version} is not issued here: every token is a v2Token, which is valid in all regions.`)
    return {}
  },
})
