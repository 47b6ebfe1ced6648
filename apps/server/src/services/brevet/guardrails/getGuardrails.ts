/** GetGuardrails: what is set in one place, and what holds in the caller's account. */
import type { GetGuardrailsRequest, GuardrailsDescription } from '../../../protocol/types/brevet.generated.ts'
import { guardrailsInForce, storedSettings } from '../../../store/guardrails.ts'
import { readOperation } from '../../operation.ts'
import { guardrailAsks, placeOf, readable, scopeOf } from './scope.ts'
import { described } from './shape.ts'

/** Throws AccessDenied (the organization's, from a member account), ConflictException (they cannot be read). */
export const getGuardrails = readOperation<GetGuardrailsRequest, GuardrailsDescription>({
  name: 'GetGuardrails',

  authorize: ({ input, caller }) => guardrailAsks('GetGuardrails', caller, scopeOf(input)),

  async run({ input, caller }, store) {
    const { accountId } = caller
    const scope = scopeOf(input)
    const { stored } = await placeOf(scope, caller, store)
    return readable(async () =>
      described({ scope, accountId, settings: storedSettings(stored) }, await guardrailsInForce(accountId, store)),
    )
  },
})
