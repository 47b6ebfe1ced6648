/** Frozen snapshots: what a store hands out is shared by every request. */

/** Freezes a tree of plain objects and arrays, and returns it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const member of Object.values(value)) deepFreeze(member)
  return value
}
