/** Structural equality of reports, as strict as `assert.deepStrictEqual` for plain data and quick enough for millions. */

/** Whether two plain values are the same. A property that is there but `undefined` is never right: reports leave it out. */
export function sameData(left: unknown, right: unknown): boolean {
  if (left === right) return true
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false
  if (Array.isArray(left)) return Array.isArray(right) && sameList(left, right)
  return !Array.isArray(right) && sameMembers(left as Record<string, unknown>, right as Record<string, unknown>)
}

function sameMembers(left: Record<string, unknown>, right: Record<string, unknown>): boolean {
  let members = 0
  for (const name in left) {
    const value = left[name]
    const other = right[name]
    if (value === undefined || (value !== other && !sameData(value, other))) return false
    members += 1
  }
  for (const name in right) members -= right[name] === undefined ? 2 : 1
  return members === 0
}

function sameList(left: readonly unknown[], right: readonly unknown[]): boolean {
  if (left.length !== right.length) return false
  for (let index = 0; index < left.length; index += 1) if (!sameData(left[index], right[index])) return false
  return true
}
