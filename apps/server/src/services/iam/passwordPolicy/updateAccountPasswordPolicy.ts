/** UpdateAccountPasswordPolicy. Source: IAM API reference, UpdateAccountPasswordPolicy. */
import type { PasswordPolicyFacts } from '../../../domain/facts/credentialFacts.ts'
import { passwordPolicyId } from '../../../domain/credentialIds.ts'
import type { UpdateAccountPasswordPolicyRequest } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { ask } from '../askEntity.ts'
import { findPasswordPolicy } from './passwordPolicy.ts'

const DEFAULT_LENGTH = 6

/** Sets the whole policy: what the request leaves out gets its default, whatever it was before. */
export const updateAccountPasswordPolicy = writeOperation<UpdateAccountPasswordPolicyRequest, object>({
  name: 'UpdateAccountPasswordPolicy',

  authorize: () => ask('iam:UpdateAccountPasswordPolicy', '*'),

  async run({ input, caller }, store, { clock }) {
    const { accountId } = caller
    const facts = factsOf(input)
    const present = await findPasswordPolicy(store, accountId)
    if (present !== undefined) await store.write.resources.update('passwordPolicy', present.id, { facts })
    else
      await store.write.resources.create({
        kind: 'passwordPolicy',
        accountId,
        id: passwordPolicyId(accountId),
        name: 'PasswordPolicy',
        path: '/',
        createdAtMs: clock.nowMs(),
        tags: [],
        facts,
      })
    return {}
  },
})

const factsOf = (input: UpdateAccountPasswordPolicyRequest): PasswordPolicyFacts => ({
  minimumLength: input.MinimumPasswordLength ?? DEFAULT_LENGTH,
  requireUppercase: input.RequireUppercaseCharacters ?? false,
  requireLowercase: input.RequireLowercaseCharacters ?? false,
  requireNumbers: input.RequireNumbers ?? false,
  requireSymbols: input.RequireSymbols ?? false,
  allowUsersToChange: input.AllowUsersToChangePassword ?? false,
  ...(input.MaxPasswordAge === undefined ? {} : { maxAgeDays: input.MaxPasswordAge }),
  ...(input.PasswordReusePrevention === undefined ? {} : { reusePrevention: input.PasswordReusePrevention }),
  ...(input.HardExpiry === undefined ? {} : { hardExpiry: input.HardExpiry }),
})
