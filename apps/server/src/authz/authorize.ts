/** May this caller make this call: every ask of the operation, against every policy that applies. */
import { judge } from '@brevet/policy'
import type { Reader } from '../store/store.ts'
import type { MessageSealer } from '../token/token.ts'
import type { Asks } from './ask.ts'
import type { Authorized, Call } from './authorized.ts'
import { askContext, callContext } from './context.ts'
import { decide } from './decide.ts'
import { denial } from './denial.ts'
import { asTold } from './told.ts'
import { gather, resourceControlPolicies } from './gather.ts'

/** What authorization needs of the world. */
export interface AuthzEffects {
  readonly store: Reader
  readonly messages: MessageSealer
  /** UTC epoch milliseconds, for time conditions. */
  readonly nowMs: number
}

/** Brands a call. The operation's own rules have run already; this is the last word. */
export async function authorize<I>(call: Call<I>, asks: Asks, effects: AuthzEffects): Promise<Authorized<I>> {
  if (asks !== 'exempt') await requireAll(call, asks, effects)
  return Object.freeze({ ...call, asks }) as Authorized<I>
}

/** Throws AccessDenied for the first ask that is refused. No ask at all is refused too: an operation says `exempt` when it means it. */
async function requireAll(call: Call<unknown>, asks: Exclude<Asks, 'exempt'>, effects: AuthzEffects): Promise<void> {
  if (asks.length === 0) throw new Error('an operation asked for nothing and did not say that it is exempt')
  const policies = await gather(call.caller, effects.store)
  const base = await callContext(call, effects.store, effects.nowMs)
  for (const ask of asks) {
    const resourceAccount = ask.resourceAccount ?? call.caller.accountId
    const context = await askContext(asks.length === 1 ? base : new Map(base), ask, {
      resourceAccount,
      store: effects.store,
    })
    const rcp = await resourceControlPolicies(call.caller, ask, effects.store)
    const { request, verdict } = decide(call.caller, ask, { policies: { ...policies, rcp }, context })
    if (!verdict.allowed) {
      const discloseResource = ask.knownResourcePolicy === true
      const told = asTold(call.caller, { request, decision: judge(request), discloseResource })
      throw denial(call.caller, told, effects.messages)
    }
  }
}
