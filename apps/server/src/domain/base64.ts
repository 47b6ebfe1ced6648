/** The strict base64 decoder: the only place that decodes base64. Source: RFC 4648 sections 3.2, 3.5 and 4. */

/**
 * The bytes of canonical standard base64 (padding required, unused bits zero, no line breaks), or undefined for any other
 * text. One text per byte string: decoding and encoding again gives the same text.
 */
export function decodeBase64(text: string): Buffer | undefined {
  if (text.length % 4 !== 0) return undefined
  // oxlint-disable-next-line brevet/no-loose-base64 -- this is the strict decoder: the round trip below refuses every loose form
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}

/** Standard base64 with padding, no line breaks. */
export const encodeBase64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
