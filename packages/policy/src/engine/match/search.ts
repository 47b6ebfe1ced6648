/** Substring search whose time grows with text plus needle, whatever they are. */

/** Longest needle that is left to the built-in search: above, that one could cost text times needle. */
const MAX_BUILT_IN = 48

/** The first place at or after `from` where `text` has `needle`, or -1. */
export function findText(text: string, needle: string, from: number): number {
  return needle.length <= MAX_BUILT_IN ? text.indexOf(needle, from) : findLong(text, needle, from)
}

/** Knuth, Morris and Pratt: the text is read once, and never again after a mismatch. */
function findLong(text: string, needle: string, from: number): number {
  const { length } = needle
  if (text.length - from < length) return -1
  const fallbacks = fallbacksOf(needle)
  let matched = 0
  for (let at = from; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    while (matched > 0 && needle.charCodeAt(matched) !== unit) matched = fallbacks[matched - 1] ?? 0
    if (needle.charCodeAt(matched) === unit) matched += 1
    if (matched === length) return at - length + 1
  }
  return -1
}

/** For each beginning of the needle, how long the longest beginning is that also ends it. */
function fallbacksOf(needle: string): Int32Array {
  const fallbacks = new Int32Array(needle.length)
  let matched = 0
  for (let at = 1; at < needle.length; at += 1) {
    const unit = needle.charCodeAt(at)
    while (matched > 0 && needle.charCodeAt(matched) !== unit) matched = fallbacks[matched - 1] ?? 0
    if (needle.charCodeAt(matched) === unit) matched += 1
    fallbacks[at] = matched
  }
  return fallbacks
}
