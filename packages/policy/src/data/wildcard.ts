/** Wildcards of action patterns. Time is pattern length x text length at worst. */

/** Whether `pattern` (`*` any text, `?` one UTF-16 unit) covers the whole of `text`. Case counts. */
export function covers(pattern: string, text: string): boolean {
  let at = 0
  let position = 0
  // Where to begin again: after the latest star, with one more character given to it.
  let star = -1
  let given = 0
  while (position < text.length) {
    const symbol = pattern.charAt(at)
    if (symbol === '*') {
      star = at
      given = position
      at += 1
    } else if (symbol !== '' && (symbol === '?' || symbol === text.charAt(position))) {
      at += 1
      position += 1
    } else if (star !== -1) {
      given += 1
      position = given
      at = star + 1
    } else {
      return false
    }
  }
  while (pattern.charAt(at) === '*') at += 1
  return at === pattern.length
}
