/** Texts for a terminal: nothing that a policy, an ARN or a header holds may move the cursor or turn the writing round. */

/** Control characters, line separators and direction marks. */
const DANGEROUS =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** `text` on one line, with `\u001b` for what could do harm. */
export function printable(text: string): string {
  return text.replace(DANGEROUS, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** `text`, cut in the middle where it is longer than `limit`. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text
  const kept = Math.max(limit - 3, 2)
  return `${text.slice(0, Math.ceil(kept / 2))}...${text.slice(text.length - Math.floor(kept / 2))}`
}
