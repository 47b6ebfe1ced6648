/** SetSecurityTokenServicePreferences. Source: IAM API reference, SetSecurityTokenServicePreferences. */
import type { SetSecurityTokenServicePreferencesRequest } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { putSetting } from '../../putSetting.ts'
import { ask } from '../askEntity.ts'

/**
 * Which tokens the account gets at the global endpoint of the security token service (sts/tokenScope.ts). Those that it has
 * already stay what they are.
 */
export const setSecurityTokenServicePreferences = writeOperation<SetSecurityTokenServicePreferencesRequest, object>({
  name: 'SetSecurityTokenServicePreferences',

  authorize: () => ask('iam:SetSecurityTokenServicePreferences', '*'),

  async run({ input, caller: { accountId } }, store, { clock }) {
    const globalEndpoint = input.GlobalEndpointTokenVersion === 'v1Token' ? 'v1' : 'v2'
    const setting = { kind: 'tokenPreference', accountId, id: accountId, name: 'tokenPreference' } as const
    await putSetting({ ...setting, facts: { globalEndpoint } }, clock.nowMs(), store)
    return {}
  },
})
