/** PEM, read strictly. Source: RFC 7468 (the strict grammar of section 3, without text outside of the blocks). */
import { decodeBase64 } from '../base64.ts'

/** One block: what its lines say it is, and its bytes. */
export interface PemBlock {
  /** `CERTIFICATE`, `PRIVATE KEY`, ... */
  readonly label: string
  readonly der: Buffer
}

const BEGIN = /^-----BEGIN ([A-Z0-9 ]{1,40})-----$/

/**
 * The blocks of `text` in order, at least one; undefined where anything else but white space stands outside of them, a block
 * is not closed by its own label, or its base64 is not canonical. Lines may be of any length and end in CR LF.
 */
export function parsePem(text: string): readonly PemBlock[] | undefined {
  const blocks: PemBlock[] = []
  let label: string | undefined
  let body = ''
  for (const raw of text.split('\n')) {
    const line = raw.trim()
    if (label === undefined) {
      label = BEGIN.exec(line)?.[1]
      if (label === undefined && line !== '') return undefined
      body = ''
    } else if (line === `-----END ${label}-----`) {
      const der = decodeBase64(body)
      if (der === undefined || der.length === 0) return undefined
      blocks.push({ label, der })
      label = undefined
    } else body += line
  }
  return label === undefined && blocks.length > 0 ? blocks : undefined
}
