/** Short lists put in order. */

/** Up to how many items moving them one by one is the quicker way. */
const SHORT = 24

/** Sorts `list` where it stands, least first; equals keep their order. Most lists are in order already, or all but. */
export function inOrder<Item>(list: Item[], sizeOf: (item: Item) => number): readonly Item[] {
  if (list.length > SHORT) return list.sort((left, right) => sizeOf(left) - sizeOf(right))
  for (let end = 1; end < list.length; end += 1) {
    const item = list[end]
    if (item === undefined) continue
    const size = sizeOf(item)
    let at = end
    for (let before = list[at - 1]; before !== undefined && sizeOf(before) > size; before = list[at - 1]) {
      list[at] = before
      at -= 1
    }
    list[at] = item
  }
  return list
}
