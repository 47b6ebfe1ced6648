/**
 * The format of the audit log. Pure.
 *
 * A log is a directory of segments `audit-<first sequence, 16 digits>.jsonl` and a `checkpoint.json` (checkpoint.ts).
 * A segment is lines of ASCII JSON, each ended by one `\n`. Its first line is the header, every other line one record:
 *
 *     {"segment":{"format","log","name","first","createdAtMs","previous":{"name","hash"}|null},"mac":"<43>","hash":"<43>"}
 *     {"sequence":7,"record":{...CloudTrail record...},"hash":"<43>"}
 *
 * `hash` is base64url(SHA-256(hash of the line before, `\n`, this line up to its `,"hash":`)). The chain runs on through the
 * segments: a header is hashed after the last line of the segment before, which `previous` also names. Sequences start
 * at 1, without gaps. `mac` is base64url(HMAC-SHA256(key, label || header object)): who has no key cannot rewrite a
 * finished segment, even with all hashes made anew.
 *
 * What this shows: any edited, deleted, inserted, reordered or foreign line or segment. A cut tail shows against the
 * checkpoint. What no local log can show: log and checkpoint both put back to an older state, or records cut that are
 * younger than the last checkpoint (limits.checkpointEveryMs). For that, copy the checkpoint to another machine.
 */
import { createHmac, hash as digest, timingSafeEqual, type KeyObject } from 'node:crypto'
import type { AuditRecord } from './audit.ts'

const FORMAT = 'brevet-audit/1'
/** The hash before the first line of a log. */
export const GENESIS = 'A'.repeat(43)
/** The longest line, `\n` not counted. buildRecord stays far below it. */
export const MAX_LINE_BYTES = 1024 * 1024

const DIGEST_LENGTH = 43
const HASH_MARK = ',"hash":"'
const MAC_MARK = ',"mac":"'
const HEADER_MARK = '{"segment":'

/** A point in the chain: everything up to record `sequence`, the newest line having `hash`. */
export interface ChainPoint {
  /** Random name of the log: tells apart logs of two servers. */
  readonly log: string
  /** File name of the segment that holds the point. */
  readonly segment: string
  /** Sequence of the newest record; 0 before the first. */
  readonly sequence: number
  readonly hash: string
}

/** What a segment's header says. */
export interface SegmentHeader {
  readonly log: string
  readonly name: string
  /** Sequence of the segment's first record. */
  readonly first: number
  /** UTC epoch milliseconds. */
  readonly createdAtMs: number
  /** Null in a log's first segment. */
  readonly previous: { readonly name: string; readonly hash: string } | null
}

/** A line to write, `\n` included, and the chain's new hash. */
interface Encoded {
  readonly line: string
  readonly hash: string
}

/** A step along the chain, or why the line does not belong there. */
export type Step = { readonly ok: true; readonly point: ChainPoint } | { readonly ok: false; readonly why: string }

/** The file name of the segment whose first record is `first`. */
export const segmentName = (first: number): string => `audit-${String(first).padStart(16, '0')}.jsonl`

/** The first sequence in a segment's file name, or undefined for any other file. */
export function firstOf(name: string): number | undefined {
  const digits = /^audit-(\d{16})\.jsonl$/.exec(name)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

const chainHash = (previous: string, body: string): string => digest('sha256', `${previous}\n${body}`, 'base64url')

/** Keyed seal of `text`; `label` keeps seals of different things apart. */
export const seal = (key: KeyObject, label: string, text: string): string =>
  createHmac('sha256', key).update(`brevet/audit/v1/${label}\n${text}`).digest('base64url')

/** True when `mac` is the seal of `text`; takes the same time for every wrong one. */
export function sealed(key: KeyObject, label: string, claim: { readonly text: string; readonly mac: string }): boolean {
  const right = Buffer.from(seal(key, label, claim.text))
  const given = Buffer.from(claim.mac)
  return given.length === right.length && timingSafeEqual(given, right)
}

const finish = (body: string, previous: string): Encoded => {
  const hash = chainHash(previous, body)
  return { line: `${body}${HASH_MARK}${hash}"}\n`, hash }
}

/** One line of JSON in ASCII: no control, line separator, direction mark or lone surrogate reaches a terminal or a parser raw. */
export function asciiJson(value: unknown): string {
  const text = JSON.stringify(value)
  // As many bytes as characters: no character beyond ASCII, as in nearly every record. A twentieth of what looking costs.
  if (Buffer.byteLength(text) === text.length && !text.includes('\u007f')) return text
  return text.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** The line of a record; `recordJson` comes from asciiJson. */
export const encodeRecord = (recordJson: string, before: ChainPoint): Encoded =>
  finish(`{"sequence":${before.sequence + 1},"record":${recordJson}`, before.hash)

/** The first line of a segment, sealed with `key`. */
export function encodeHeader(header: SegmentHeader, key: KeyObject): Encoded {
  const text = asciiJson({ format: FORMAT, ...header })
  return finish(`${HEADER_MARK}${text}${MAC_MARK}${seal(key, 'header', text)}"`, header.previous?.hash ?? GENESIS)
}

/** Takes `<body>,"hash":"<43>"}` apart, or undefined. */
function splitHash(line: string): { readonly body: string; readonly hash: string } | undefined {
  const at = line.length - DIGEST_LENGTH - 2 - HASH_MARK.length
  if (at < 0 || !line.startsWith(HASH_MARK, at) || !line.endsWith('"}')) return undefined
  return { body: line.slice(0, at), hash: line.slice(at + HASH_MARK.length, -2) }
}

/** The hash that ends a line (without `\n`), unchecked; empty where there is none. */
export const hashOf = (line: string): string => splitHash(line)?.hash ?? ''

/** Checks a record's line (without `\n`) against the point before it. */
export function stepRecord(before: ChainPoint, line: string): Step {
  const parts = splitHash(line)
  const sequence = /^\{"sequence":(\d{1,16}),"record":\{/.exec(line)?.[1]
  if (parts === undefined || sequence === undefined) return { ok: false, why: 'is not a record line' }
  const expected = before.sequence + 1
  if (Number(sequence) !== expected) return { ok: false, why: `is missing: record ${sequence} stands in its place` }
  const hash = chainHash(before.hash, parts.body)
  if (hash !== parts.hash) return { ok: false, why: 'does not have the hash of its content and predecessor' }
  return { ok: true, point: { ...before, sequence: expected, hash } }
}

/** The header in `line` and the point after it; checks hash, name and (given `key`) seal, not what came before. */
export function readHeader(
  line: string,
  name: string,
  key?: KeyObject,
):
  | { readonly ok: true; readonly header: SegmentHeader; readonly point: ChainPoint }
  | { readonly ok: false; readonly why: string } {
  const parts = splitHash(line)
  const at = (parts?.body.length ?? 0) - DIGEST_LENGTH - 1 - MAC_MARK.length
  if (
    parts === undefined ||
    !line.startsWith(HEADER_MARK) ||
    !line.startsWith(MAC_MARK, at) ||
    !parts.body.endsWith('"')
  )
    return { ok: false, why: 'is not a segment header' }
  const text = line.slice(HEADER_MARK.length, at)
  const mac = parts.body.slice(at + MAC_MARK.length, -1)
  if (key !== undefined && !sealed(key, 'header', { text, mac }))
    return { ok: false, why: 'has a header seal that the key did not make' }
  const header = parseHeader(text)
  if (header === undefined) return { ok: false, why: 'is not a segment header' }
  if (header.name !== name || segmentName(header.first) !== name)
    return { ok: false, why: `is the header of ${header.name}` }
  const hash = chainHash(header.previous?.hash ?? GENESIS, parts.body)
  if (hash !== parts.hash) return { ok: false, why: 'is a header without the hash of its content' }
  return { ok: true, header, point: { log: header.log, segment: name, sequence: header.first - 1, hash } }
}

function parseHeader(text: string): SegmentHeader | undefined {
  let value: Partial<SegmentHeader> & { readonly format?: unknown }
  try {
    value = JSON.parse(text) as typeof value
  } catch {
    return undefined
  }
  const { format, log, name, first, createdAtMs, previous } = value
  if (format !== FORMAT || typeof log !== 'string' || typeof name !== 'string') return undefined
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(createdAtMs)) return undefined
  if (previous !== null && (typeof previous?.name !== 'string' || typeof previous.hash !== 'string')) return undefined
  return { log, name, first: first as number, createdAtMs: createdAtMs as number, previous }
}

/** Why `header` does not follow on `before` (undefined: the log's very beginning); undefined when it does. */
export function discontinuity(before: ChainPoint | undefined, header: SegmentHeader): string | undefined {
  if (before === undefined)
    return header.previous === null && header.first === 1
      ? undefined
      : `follows ${header.previous?.name ?? 'nothing'}, which is missing`
  if (header.log !== before.log) return 'belongs to another log'
  if (header.first !== before.sequence + 1) return `begins with record ${header.first}; what comes before it is missing`
  if (header.previous?.name !== before.segment || header.previous.hash !== before.hash)
    return `does not continue ${before.segment} as that file now ends`
  return undefined
}

/** The sequence and record in a line that has been checked or is only shown; undefined when it is not a record line. */
export function parseRecord(line: string): { readonly sequence: number; readonly record: AuditRecord } | undefined {
  try {
    const value = JSON.parse(line) as { readonly sequence?: unknown; readonly record?: unknown }
    if (typeof value.sequence !== 'number' || typeof value.record !== 'object' || value.record === null)
      return undefined
    return { sequence: value.sequence, record: value.record as AuditRecord }
  } catch {
    return undefined
  }
}
