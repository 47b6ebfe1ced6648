/** When keys and roles were last used, as the follower of the audit log keeps it: up to a minute behind. */
import type { AccessKeyLastUsed, RoleLastUsed } from '../../../protocol/types/iam.generated.ts'
import type { Reader } from '../../../store/store.ts'
import type { Use } from '../../../store/usage.ts'

/** What AWS writes where there is nothing to tell. Source: IAM API reference, AccessKeyLastUsed. */
export const NEVER = 'N/A'

const DAY_MS = 86_400_000
/** Source: IAM user guide, "Refine permissions using last accessed information", tracking period. */
const TRACKED_DAYS = 400

/** True for a time that IAM still tells of. */
export const isTracked = (atMs: number, nowMs: number): boolean => nowMs - atMs <= TRACKED_DAYS * DAY_MS

/** The last use of a long-term key, calls that were refused included. */
export async function accessKeyLastUsed(keyId: string, store: Reader): Promise<AccessKeyLastUsed> {
  const use = await store.usage.last(keyId)
  if (use === undefined) return { ServiceName: NEVER, Region: NEVER }
  return { LastUsedDate: use.atMs, ServiceName: use.service, Region: use.region }
}

/** The last use of a role's sessions; empty where there was none in the tracking period. Source: IAM API reference, RoleLastUsed. */
export const shownLastUse = (use: Use | undefined, nowMs: number): RoleLastUsed =>
  use === undefined || !isTracked(use.atMs, nowMs) ? {} : { LastUsedDate: use.atMs, Region: use.region }

/** The same, of the role with that id. */
export const roleLastUsed = async (roleId: string, store: Reader, nowMs: number): Promise<RoleLastUsed> =>
  shownLastUse(await store.usage.last(roleId), nowMs)
