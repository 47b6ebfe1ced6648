/** Percent-encoding as SigV4 wants it: unreserved characters stay, every other byte becomes %XX in upper case. */

const unreserved = /^[A-Za-z0-9\-._~]*$/
const plainPath = /^[A-Za-z0-9\-._~/]*$/
const plainBytes = /^[^%+\x80-\xff]*$/

function encodeByte(character: string): string {
  const code = character.charCodeAt(0)
  return (code < 16 ? '%0' : '%') + code.toString(16).toUpperCase()
}

/** Encodes text (not bytes) for a canonical query: UTF-8, then every byte but the unreserved ones. The text must be
 *  well-formed Unicode, which everything from {@link decodeParameter} is. */
export function encodeText(text: string): string {
  if (unreserved.test(text)) return text
  return encodeURIComponent(text).replace(/[!'()*]/g, encodeByte)
}

/** Encodes every byte of a byte string that is neither unreserved nor a slash. `%` is encoded too. */
export function encodePathBytes(bytes: string): string {
  return plainPath.test(bytes) ? bytes : bytes.replace(/[^A-Za-z0-9\-._~/]/g, encodeByte)
}

/** As {@link encodePathBytes}, but leaves escapes that are already there. Only for paths whose escapes were checked. */
export function encodePathKeepingEscapes(bytes: string): string {
  return plainPath.test(bytes) ? bytes : bytes.replace(/[^A-Za-z0-9\-._~/%]/g, encodeByte)
}

/** Decodes percent escapes and UTF-8 strictly. Returns undefined for a broken escape, overlong or truncated UTF-8,
 *  or a surrogate. A plus sign is left alone. */
export function decodePercent(bytes: string): string | undefined {
  if (plainBytes.test(bytes)) return bytes
  try {
    return decodeURIComponent(bytes.replace(/[\x80-\xff]/g, encodeByte))
  } catch {
    return undefined
  }
}

/** Decodes a name or value of a query string: a plus sign is a space, as every AWS query service reads it. */
export function decodeParameter(bytes: string): string | undefined {
  return plainBytes.test(bytes) ? bytes : decodePercent(bytes.replaceAll('+', ' '))
}

/** Reads a byte string as UTF-8, or as Latin-1 where it is not UTF-8. Clients disagree about header bytes (Go and Java
 *  send UTF-8, botocore and Node Latin-1) but all of them sign the UTF-8 form of the text. */
export function bytesToText(bytes: string): string {
  try {
    return decodeURIComponent(bytes.replace(/[%\x80-\xff]/g, encodeByte))
  } catch {
    return bytes
  }
}
