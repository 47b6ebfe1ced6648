/** `brevet audit verify`: checks a whole log and names the first bad record. */
import type { KeyObject } from 'node:crypto'
import { CHECKPOINT_NAME, readCheckpoint } from './checkpoint.ts'
import type { ChainPoint } from './line.ts'
import { listSegments } from './segments.ts'
import { walkSegment, type Fault } from './walk.ts'

/**
 * The verdict. `keyed` false: seals were not checked, so a log rewritten as a whole would pass. `tail` `cut`: the last
 * line is unfinished; it belongs to a write in progress or a crash, and nobody was answered for it.
 */
export type Verification =
  | {
      readonly ok: true
      readonly keyed: boolean
      readonly segments: number
      /** Sequence of the newest record, which is also their number; 0 in an empty log. */
      readonly records: number
      readonly lastHash: string
      /** Sequence the checkpoint covers: records after it could be cut off unseen. */
      readonly checkpoint: number
      readonly tail: 'whole' | 'cut'
    }
  | ({ readonly ok: false } & Fault)

const refuse = (fault: Fault): Verification => ({ ok: false, ...fault })

/** A fault that no line shows: the checkpoint, or what it says should be there. */
const checkpointFault = (sequence: number, why: string): Verification =>
  refuse({ segment: CHECKPOINT_NAME, line: 1, sequence, why })

const missing = (segment: string, sequence: number, checkpoint: ChainPoint): Verification => {
  const why = `is missing: the log had come to record ${checkpoint.sequence} in ${checkpoint.segment} when the checkpoint was made`
  return refuse({ segment, line: 0, sequence, why })
}

async function verifySegments(
  directory: string,
  checkpoint: ChainPoint,
  key: KeyObject | undefined,
): Promise<Verification> {
  const names = await listSegments(directory)
  const newest = names.at(-1) ?? CHECKPOINT_NAME
  let point: ChainPoint | undefined
  let sealed = false
  let tail: 'whole' | 'cut' = 'whole'
  for (const name of names) {
    const before = point ?? 'beginning'
    const walk = await walkSegment({ directory, name, before, checkpoint, ...(key === undefined ? {} : { key }) })
    sealed ||= walk.sealed
    if (walk.damage === 'cut' && name === newest && sealed) tail = 'cut'
    else if (walk.fault !== undefined) return refuse(walk.fault)
    point = walk.point ?? point
  }
  const last = point?.sequence ?? 0
  if (point === undefined || !sealed) return missing(newest, last + 1, checkpoint)
  return {
    ok: true,
    keyed: key !== undefined,
    segments: names.length,
    records: last,
    lastHash: point.hash,
    checkpoint: checkpoint.sequence,
    tail,
  }
}

async function verifyOnce(directory: string, key: KeyObject | undefined): Promise<Verification> {
  // Read before the segments are: a log in use only grows past it.
  const found = await readCheckpoint(directory, key)
  if (found.state === 'good') return verifySegments(directory, found.point, key)
  if (found.state === 'bad') return checkpointFault(1, `cannot be trusted: the checkpoint ${found.why}`)
  const empty = (await listSegments(directory)).length === 0
  return checkpointFault(
    1,
    empty ? 'is missing: there is no audit log here' : 'cannot be trusted: the checkpoint is missing',
  )
}

/**
 * Checks every segment, line by line, against the hash chain, the seals (with `key`) and the checkpoint, in constant
 * memory. Works while a server writes. A fault in the newest segment is looked at twice, since a server that ran out of
 * space may have taken back lines while they were read. Rejects only when files cannot be read.
 */
export async function verifyLog(directory: string, key?: KeyObject): Promise<Verification> {
  const first = await verifyOnce(directory, key)
  if (first.ok) return first
  const newest = (await listSegments(directory)).at(-1)
  return first.segment === newest ? verifyOnce(directory, key) : first
}
