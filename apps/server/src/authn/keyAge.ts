/** Access keys that are too old for the guardrails of their account. */
import type { AccessKey } from '../domain/entities.ts'
import { guardrailOf, isTooOld } from '../domain/guardrails/guardrails.ts'
import { LIMITS } from '../domain/guardrails/settings.ts'
import { guardrailsInForce, UnreadableGuardrails } from '../store/guardrails.ts'
import type { Reader } from '../store/store.ts'

const NAME = 'maxAccessKeyAge'

/** Why `key` is refused for its age at `nowMs`, for the audit record; undefined where it is not. */
export async function refusedForAge(key: AccessKey, store: Reader, nowMs: number): Promise<string | undefined> {
  const { days, by } = await oldestAllowed(key.accountId, store)
  return isTooOld(key, days, nowMs) ? `access key older than ${days} days: ${by}` : undefined
}

/**
 * Guardrails that cannot be read may say anything, so the strictest there is holds. Not less: a root key made on the
 * server's own host must work, or nobody could ever repair them.
 */
async function oldestAllowed(accountId: string, store: Reader): Promise<{ days: number | undefined; by: string }> {
  try {
    const { settings, sources } = await guardrailsInForce(accountId, store)
    return { days: settings[NAME], by: guardrailOf(NAME, sources.get(NAME), accountId) }
  } catch (error) {
    if (!(error instanceof UnreadableGuardrails)) throw error
    return { days: LIMITS.get(NAME)?.minimum, by: error.detail.reason ?? error.message }
  }
}
