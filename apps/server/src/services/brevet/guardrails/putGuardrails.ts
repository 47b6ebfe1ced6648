/** PutGuardrails: sets some, and leaves the others as they are. In force for the next call. */
import type { Caller } from '../../../domain/caller.ts'
import { ServiceError } from '../../../domain/errors.ts'
import { guardrailOf, isTooOld } from '../../../domain/guardrails/guardrails.ts'
import type { GuardrailsDescription, PutGuardrailsRequest } from '../../../protocol/types/brevet.generated.ts'
import { guardrailsInForce, storedSettings } from '../../../store/guardrails.ts'
import type { Reader } from '../../../store/store.ts'
import { writeOperation } from '../../operation.ts'
import { keep } from './keep.ts'
import { guardrailAsks, placeOf, readable, scopeOf } from './scope.ts'
import { changed, described } from './shape.ts'

/**
 * Throws ValidationException (a name, value or bound), AccessDenied (the organization's, from a member account),
 * ConflictException (what stands there cannot be read; the caller's own access key would be refused from now on).
 */
export const putGuardrails = writeOperation<PutGuardrailsRequest, GuardrailsDescription>({
  name: 'PutGuardrails',

  authorize: ({ input, caller }) => guardrailAsks('PutGuardrails', caller, scopeOf(input)),

  async run({ input, caller }, store, { clock }) {
    const { accountId } = caller
    const scope = scopeOf(input)
    const place = await placeOf(scope, caller, store)
    const settings = changed(await readable(() => storedSettings(place.stored)), input.guardrails)
    await keep(place, { accountId, settings, nowMs: clock.nowMs() }, store)
    await readable(() => refuseToLockOut(caller, store, clock.nowMs()))
    return readable(async () => described({ scope, accountId, settings }, await guardrailsInForce(accountId, store)))
  },
})

/** Whoever sets a maximum age with a key that is older could not undo it. What is thrown here undoes the change. */
async function refuseToLockOut({ credential }: Caller, store: Reader, nowMs: number): Promise<void> {
  const id = credential.type === 'longTerm' ? credential.accessKeyId : credential.session.sourceAccessKeyId
  const key = await store.accessKeys.byId(id)
  if (key === undefined) return
  const { settings, sources } = await guardrailsInForce(key.accountId, store)
  const { maxAccessKeyAge } = settings
  if (!isTooOld(key, maxAccessKeyAge, nowMs)) return
  const by = guardrailOf('maxAccessKeyAge', sources.get('maxAccessKeyAge'), key.accountId)
  throw new ServiceError(
    'ConflictException',
    `The access key ${id} that you call with is older than ${maxAccessKeyAge} days and would be refused by the ${by}: change to a new key first.`,
  )
}
