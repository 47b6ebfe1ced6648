/** When epochs begin and end. Pure: manifests in, manifests out; times are UTC epoch milliseconds. */
import { MAX_LIFETIME_MS } from '../claims.ts'
import type { ManifestKey } from './manifest.ts'

/** An epoch lasts a day unless somebody ends it. */
export const EPOCH_MS = 86_400_000
/** How far the clocks of issuers may stand apart, and how late a session may be sealed after the time it says: 15 min. */
const SLACK_MS = 900_000
/** Public halves stay this long after the last token expired, so that the answer is "expired" and not "unknown". */
const KEPT_MS = 30 * 86_400_000

/** When a key that is still to be made begins and ends. */
export type Slot = Pick<ManifestKey, 'epoch' | 'notBeforeMs' | 'notAfterMs'>
type Window = Pick<ManifestKey, 'notBeforeMs' | 'notAfterMs'>

/** The key that seals at `nowMs`: the highest epoch that has begun, has not ended and is not revoked. */
export const currentKey = (keys: readonly ManifestKey[], nowMs: number): ManifestKey | undefined =>
  keys.findLast((key) => isLive(key) && key.notBeforeMs <= nowMs && nowMs < key.notAfterMs)

/** True where a session that says it was issued then can have been sealed in that window. */
export const windowCovers = (window: Window, issuedAtMs: number): boolean =>
  issuedAtMs >= window.notBeforeMs - SLACK_MS && issuedAtMs <= window.notAfterMs + SLACK_MS

/** True while the private half may still be wanted. */
export const maySeal = (key: ManifestKey, nowMs: number): boolean => isLive(key) && nowMs <= key.notAfterMs + SLACK_MS

/** The epochs to make now, so that one is current and the next is published before it is used. Empty almost always. */
export function dueSlots(keys: readonly ManifestKey[], nowMs: number, epochMs: number): readonly Slot[] {
  const slots: Slot[] = []
  let epoch = keys.at(-1)?.epoch ?? 0
  const add = (notBeforeMs: number): number => {
    slots.push({ epoch: ++epoch, notBeforeMs, notAfterMs: notBeforeMs + epochMs })
    return notBeforeMs + epochMs
  }
  const endMs = currentKey(keys, nowMs)?.notAfterMs ?? add(nowMs)
  if (!keys.some((key) => isLive(key) && key.notBeforeMs > nowMs)) add(endMs)
  return slots
}

/** Ends the current epoch at `nowMs` and begins the next one, which is published already, in its place. */
export function endCurrent(keys: readonly ManifestKey[], nowMs: number, epochMs: number): readonly ManifestKey[] {
  const current = currentKey(keys, nowMs)
  const next = keys.find((key) => isLive(key) && key.notBeforeMs > nowMs)
  return keys.map((key) => {
    if (key === current) return { ...key, notAfterMs: nowMs }
    if (key === next) return { ...key, notBeforeMs: nowMs, notAfterMs: nowMs + epochMs }
    return key
  })
}

/** Revokes an epoch; where it is the current one the next begins at once. Throws for an epoch that is not in the manifest. */
export function revokeKey(
  keys: readonly ManifestKey[],
  epoch: number,
  at: { readonly nowMs: number; readonly epochMs: number },
): readonly ManifestKey[] {
  const key = keys.find((candidate) => candidate.epoch === epoch)
  if (key === undefined) throw new RangeError(`there is no epoch ${epoch}`)
  const ended = key === currentKey(keys, at.nowMs) ? endCurrent(keys, at.nowMs, at.epochMs) : keys
  return ended.map((each) => (each.epoch === epoch ? { revokedAtMs: at.nowMs, ...each } : each))
}

/** The keys that are still worth publishing. */
export const withoutForgotten = (keys: readonly ManifestKey[], nowMs: number): readonly ManifestKey[] =>
  keys.filter((key) => nowMs <= key.notAfterMs + MAX_LIFETIME_MS + KEPT_MS)

const isLive = (key: ManifestKey): boolean => key.revokedAtMs === undefined
