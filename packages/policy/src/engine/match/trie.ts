/** A radix tree over the literal beginnings of patterns: one walk along a text finds all patterns that may match it. */

/** What stands at the end of a beginning. */
export interface Leaf<Value> {
  readonly prefix: string
  readonly value: Value
}

/** Where a text goes on. */
export interface Branch<Child> {
  /** The units that lead to it from its parent. */
  readonly label: readonly number[]
  /** First unit of each child's label, and the children in the same order. */
  readonly units: readonly number[]
  readonly children: readonly Child[]
}

/** A node of a tree. */
export interface Node<Value> extends Branch<Node<Value>> {
  readonly values: readonly Value[]
}

/** Builds the tree of `leaves`. */
export function buildTrie<Value>(leaves: readonly Leaf<Value>[]): Node<Value> {
  const sorted = leaves.toSorted((a, b) => (a.prefix < b.prefix ? -1 : a.prefix > b.prefix ? 1 : 0))
  return build(sorted, [], 0)
}

/** The node of sorted leaves that share their first `depth` units, of which the last ones are `label`. */
function build<Value>(leaves: readonly Leaf<Value>[], label: readonly number[], depth: number): Node<Value> {
  const values = leaves.filter(({ prefix }) => prefix.length === depth).map(({ value }) => value)
  const units: number[] = []
  const children: Node<Value>[] = []
  let from = values.length
  while (from < leaves.length) {
    const unit = leaves[from]?.prefix.charCodeAt(depth) ?? 0
    let until = from + 1
    while (until < leaves.length && leaves[until]?.prefix.charCodeAt(depth) === unit) until += 1
    const group = leaves.slice(from, until)
    const end = sharedLength(group, depth)
    units.push(unit)
    children.push(build(group, unitsOf(group[0]?.prefix ?? '', depth, end), end))
    from = until
  }
  return { label, values, units, children }
}

function unitsOf(text: string, from: number, until: number): readonly number[] {
  const units: number[] = []
  for (let at = from; at < until; at += 1) units.push(text.charCodeAt(at))
  return units
}

/** How far all of a sorted group agree: as far as its first and its last do. */
function sharedLength<Value>(group: readonly Leaf<Value>[], from: number): number {
  const first = group[0]?.prefix ?? ''
  const last = group.at(-1)?.prefix ?? ''
  const limit = Math.min(first.length, last.length)
  let at = from
  while (at < limit && first.charCodeAt(at) === last.charCodeAt(at)) at += 1
  return at
}

/** The child of `node` that `text` goes on to at `at`, if its whole label is there. */
export function follow<Child extends Branch<Child>>(
  { units, children }: Branch<Child>,
  text: string,
  at: number,
): Child | undefined {
  // At the end of the text this is NaN, which is no unit.
  const unit = text.charCodeAt(at)
  const index = units.length <= 8 ? findPlainly(units, unit) : findSorted(units, unit)
  if (index === -1) return undefined
  const child = children[index]
  return child !== undefined && continuesWith(text, child.label, at) ? child : undefined
}

/** Whether `text` has `label`, whose first unit has been compared, at `at`. A loop over numbers beats the built-ins. */
function continuesWith(text: string, label: readonly number[], at: number): boolean {
  const { length } = label
  if (text.length - at < length) return false
  for (let index = 1; index < length; index += 1) if (text.charCodeAt(at + index) !== label[index]) return false
  return true
}

function findPlainly(units: readonly number[], unit: number): number {
  for (let index = 0; index < units.length; index += 1) if (units[index] === unit) return index
  return -1
}

/** Halving: a node may have as many children as there are characters. */
function findSorted(units: readonly number[], unit: number): number {
  let low = 0
  let high = units.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = units[middle] ?? 0
    if (found === unit) return middle
    if (found < unit) low = middle + 1
    else high = middle - 1
  }
  return -1
}
