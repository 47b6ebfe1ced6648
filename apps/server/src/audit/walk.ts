/** Walks one segment along the hash chain and stops at the first line that does not belong. */
import { join } from 'node:path'
import type { KeyObject } from 'node:crypto'
import {
  discontinuity,
  firstOf,
  readHeader,
  stepRecord,
  type ChainPoint,
  type SegmentHeader,
  type Step,
} from './line.ts'
import { readLines, type Line } from './segments.ts'

/** A line that does not belong, counted from 1, with the record that should stand there. */
export interface Fault {
  readonly segment: string
  readonly line: number
  readonly sequence: number
  /** Continues a sentence that names the record: `has ...`, `is missing: ...`. */
  readonly why: string
}

/** How far the walk came. */
export interface Walk {
  /** The point after the last good line; undefined when not even the header is good. */
  readonly point: ChainPoint | undefined
  readonly header: SegmentHeader | undefined
  /** Good bytes and lines from the file's beginning. */
  readonly bytes: number
  readonly lines: number
  /** True once the walk has passed through the checkpoint. */
  readonly sealed: boolean
  readonly fault: Fault | undefined
  /**
   * How the fault looks: `cut` is a last line without its end, `hole` a line with a NUL byte (a crashed machine leaves
   * zeros where a page never reached the disk), `wrong` anything else. Only the first two can come from a crash.
   */
  readonly damage: 'none' | 'cut' | 'hole' | 'wrong'
}

/** Which segment to walk and what is known about it. */
export interface WalkTask {
  readonly directory: string
  readonly name: string
  /** Checks the header's seal when given. */
  readonly key?: KeyObject
  /** The point the header must continue; `beginning` for a log's first segment, `sealed` to believe the header's own seal. */
  readonly before: ChainPoint | 'beginning' | 'sealed'
  /** A point that the walk must pass through if it lies in this segment. */
  readonly checkpoint?: ChainPoint
}

function stepHeader(task: WalkTask, text: string): { readonly step: Step; readonly header?: SegmentHeader } {
  const found = readHeader(text, task.name, task.key)
  if (!found.ok) return { step: found }
  if (task.checkpoint !== undefined && found.header.log !== task.checkpoint.log)
    return { step: { ok: false, why: 'belongs to another log' } }
  const before = task.before === 'beginning' ? undefined : task.before
  const why = before === 'sealed' ? undefined : discontinuity(before, found.header)
  return why === undefined ? { step: found, header: found.header } : { step: { ok: false, why } }
}

/** Whether the checkpoint lies at `point`, and if so whether it is the same. */
function atCheckpoint(point: ChainPoint, { name, checkpoint }: WalkTask): 'elsewhere' | 'same' | 'different' {
  if (checkpoint?.segment !== name || checkpoint.sequence !== point.sequence) return 'elsewhere'
  return checkpoint.log === point.log && checkpoint.hash === point.hash ? 'same' : 'different'
}

const damageOf = (line: Line): Walk['damage'] => (line.text.includes('\0') ? 'hole' : line.whole ? 'wrong' : 'cut')

/** The record that should come first in the segment. */
function firstDue({ before, name }: WalkTask): number {
  if (before === 'beginning') return 1
  return before === 'sealed' ? (firstOf(name) ?? 1) : before.sequence + 1
}

const stepLine = (task: WalkTask, walk: Walk, text: string): { readonly step: Step; readonly header?: SegmentHeader } =>
  walk.point === undefined ? stepHeader(task, text) : { step: stepRecord(walk.point, text) }

const NOTHING: Walk = {
  point: undefined,
  header: undefined,
  bytes: 0,
  lines: 0,
  sealed: false,
  fault: undefined,
  damage: 'none',
}

/** Checks every line of the segment against the chain. Rejects only when the file cannot be read. */
export async function walkSegment(task: WalkTask): Promise<Walk> {
  let walk = NOTHING
  const stop = (why: string, damage: Walk['damage'], sequence?: number): Walk => {
    const due = walk.point === undefined ? firstDue(task) : walk.point.sequence + 1
    return { ...walk, fault: { segment: task.name, line: walk.lines + 1, sequence: sequence ?? due, why }, damage }
  }
  for await (const line of readLines(join(task.directory, task.name))) {
    if (!line.whole) return stop('is cut off', damageOf(line))
    const { step, header = walk.header } = stepLine(task, walk, line.text)
    if (!step.ok) return stop(step.why, damageOf(line))
    const checkpoint = atCheckpoint(step.point, task)
    if (checkpoint === 'different')
      return stop('is not the one that the checkpoint sealed', 'wrong', step.point.sequence)
    const sealed = walk.sealed || checkpoint === 'same'
    walk = { ...walk, point: step.point, header, bytes: line.end, lines: walk.lines + 1, sealed }
  }
  return walk.lines === 0 ? stop('is missing: the file is empty', 'cut') : walk
}
