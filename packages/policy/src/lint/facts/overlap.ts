/** Whether two wildcard patterns have a text in common. */

/**
 * Whether some text is matched by both patterns (`*` any text, `?` one character). Time is the product of their lengths;
 * patterns come from ARNs.
 */
export function overlap(left: string, right: string): boolean {
  // reach[j]: the pattern on the left so far and the first j characters on the right have a text in common.
  let reach = new Uint8Array(right.length + 1)
  reach[0] = 1
  spread(reach, right, false)
  for (const symbol of left) {
    const next = new Uint8Array(right.length + 1)
    if (symbol === '*') next.set(reach)
    else
      for (let j = 0; j < right.length; j += 1) {
        const other = right.charAt(j)
        // A star on the right takes the symbol and stays.
        if (other === '*') next[j] = Math.max(next[j] ?? 0, reach[j] ?? 0)
        else if (other === symbol || other === '?' || symbol === '?')
          next[j + 1] = Math.max(next[j + 1] ?? 0, reach[j] ?? 0)
      }
    spread(next, right, symbol === '*')
    if (!next.includes(1)) return false
    reach = next
  }
  return reach[right.length] === 1
}

/** What is reached without a symbol more on the left: stars on the right are empty; a star on the left takes all. */
function spread(reach: Uint8Array, right: string, star: boolean): void {
  for (let j = 0; j < right.length; j += 1) if (reach[j] === 1 && (star || right.charAt(j) === '*')) reach[j + 1] = 1
}
