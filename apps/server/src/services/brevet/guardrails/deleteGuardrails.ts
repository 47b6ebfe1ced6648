/** DeleteGuardrails: takes some away, or all that are set in one place. In force for the next call. */
import type { DeleteGuardrailsRequest, DeleteGuardrailsResponse } from '../../../protocol/types/brevet.generated.ts'
import { storedSettings } from '../../../store/guardrails.ts'
import { writeOperation } from '../../operation.ts'
import { keep } from './keep.ts'
import { guardrailAsks, placeOf, readable, scopeOf } from './scope.ts'
import { without } from './shape.ts'

/**
 * Without `names` all of them, also where they cannot be read. What is not set stays so. Throws ValidationException (a
 * name), AccessDenied (the organization's, from a member account), ConflictException (they cannot be read).
 */
export const deleteGuardrails = writeOperation<DeleteGuardrailsRequest, DeleteGuardrailsResponse>({
  name: 'DeleteGuardrails',

  authorize: ({ input, caller }) => guardrailAsks('DeleteGuardrails', caller, scopeOf(input)),

  async run({ input, caller }, store, { clock }) {
    const { accountId } = caller
    const place = await placeOf(scopeOf(input), caller, store)
    const { names } = input
    const settings = names === undefined ? {} : without(await readable(() => storedSettings(place.stored)), names)
    await keep(place, { accountId, settings, nowMs: clock.nowMs() }, store)
    return {}
  },
})
