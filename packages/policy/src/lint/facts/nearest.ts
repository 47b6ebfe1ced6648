/** The known name that a misspelt one was probably meant to be. */

/** Names further off than this are other names. */
const FAR = 3

/** The name among `known` that differs least from `word` (case apart), if one differs by at most two letters. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const lower = word.toLowerCase()
  let best: string | undefined
  let least = Math.min(FAR, Math.ceil(lower.length / 2))
  for (const name of known) {
    if (Math.abs(name.length - lower.length) >= least) continue
    const distance = editDistance(lower, name.toLowerCase())
    if (distance < least) {
      least = distance
      best = name
    }
  }
  return best
}

/** Letters inserted, removed, replaced or two neighbours exchanged (optimal string alignment). Names are short. */
function editDistance(left: string, right: string): number {
  let before: number[] = []
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= right.length; j += 1) {
      const same = left[i - 1] === right[j - 1] ? 0 : 1
      let cost = Math.min((row[j - 1] ?? 0) + same, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1)
      const swapped = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]
      if (swapped) cost = Math.min(cost, (before[j - 2] ?? 0) + 1)
      next.push(cost)
    }
    before = row
    row = next
  }
  return row[right.length] ?? FAR
}
