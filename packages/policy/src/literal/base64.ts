/** Strict base64: standard alphabet, padded, unused bits zero. Then equal texts mean equal bytes, and only then. */

const SHAPE = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/

/** Whether `text` is the one strict encoding of some bytes (the empty text encodes no bytes). */
export function isBase64(text: string): boolean {
  return SHAPE.test(text)
}
