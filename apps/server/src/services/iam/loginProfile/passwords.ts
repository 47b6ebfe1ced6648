/** What passwords need beside the store of a call: attempts counted in transactions of their own, and the cost of new hashes. */
import type { LoginProfileFacts } from '../../../domain/facts/credentialFacts.ts'
import type { Store, Writer } from '../../../store/store.ts'
import type { ScryptCost } from './scryptGate.ts'

/** OWASP, "Password Storage Cheat Sheet": N = 2^15, r = 8, p = 3 (32 MiB). */
const COST: ScryptCost = { log2Cost: 15, blockSize: 8, parallelism: 3 }

/** Attempts at the passwords of login profiles, by the profile's id. A count stays when the call is refused. */
export interface Passwords {
  /** What a new hash costs. Hashes keep the cost that they were made with. */
  readonly cost: ScryptCost
  /** Counts a failure at `nowMs`, durably; answers the failures in a row, 0 where there is no such profile. */
  fail(profileId: string, nowMs: number): Promise<number>
  /** Forgets the failures. `signedInAtMs`: the password was used to sign in then. */
  succeed(profileId: string, signedInAtMs?: number): Promise<void>
}

/** Counts in `store`; not to be called inside one of its transactions. Tests may have cheaper hashes than OWASP's. */
export const newPasswords = (store: Pick<Store, 'write'>, cost: ScryptCost = COST): Passwords => ({
  cost,
  fail: (profileId, nowMs) =>
    store.write(async (tx) => {
      const changed = await change(tx, profileId, (facts) => ({
        ...facts,
        failures: facts.failures + 1,
        lastFailedAtMs: nowMs,
      }))
      return changed?.failures ?? 0
    }),
  async succeed(profileId, signedInAtMs) {
    const used = signedInAtMs === undefined ? {} : { lastUsedAtMs: signedInAtMs }
    await store.write((tx) => change(tx, profileId, (facts) => ({ ...facts, failures: 0, lastFailedAtMs: 0, ...used })))
  },
})

async function change(
  tx: Writer,
  profileId: string,
  next: (facts: LoginProfileFacts) => LoginProfileFacts,
): Promise<LoginProfileFacts | undefined> {
  const profile = await tx.resources.byId('loginProfile', profileId)
  if (profile === undefined) return undefined
  const facts = next(profile.facts)
  await tx.write.resources.update('loginProfile', profileId, { facts })
  return facts
}
