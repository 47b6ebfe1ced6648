/** Ideas to be tried, each once, with all that it may clear. */
import type { DecidingStatement, Layer } from '../types.ts'
import type { Change } from './explanation.ts'
import type { Idea } from './idea.ts'
import { inOrder } from './inOrder.ts'

/** An idea, and the obstacles (one bit each) that it was read off. */
export interface Candidate extends Idea {
  readonly covers: number
  readonly layers: readonly Layer[]
}

/** Shared by all candidates that one layer alone suggests. */
const ONLY: Readonly<Record<Layer, readonly Layer[]>> = {
  rcp: ['rcp'],
  scp: ['scp'],
  resource: ['resource'],
  trust: ['trust'],
  identity: ['identity'],
  boundary: ['boundary'],
  session: ['session'],
}

interface Entry {
  candidate: Candidate
  /** Another idea with the same label. */
  readonly next: Entry | undefined
}

/** Collects ideas; one that several obstacles suggest is one candidate. */
export class Candidates {
  readonly #entries: Entry[] = []
  readonly #byLabel: Map<string, Entry> = new Map<string, Entry>()

  /** Adds ideas read off a policy of `layer`. */
  add(ideas: readonly Idea[], layer: Layer, covers: number): void {
    for (const idea of ideas) {
      const [first] = idea.changes
      const label = first === undefined ? '' : labelOf(first)
      const others = this.#byLabel.get(label)
      let entry = others
      while (entry !== undefined && !areSame(entry.candidate.changes, idea.changes)) entry = entry.next
      if (entry === undefined) {
        const { changes, clauses, rank, reach } = idea
        const added = { candidate: { changes, clauses, rank, reach, covers, layers: ONLY[layer] }, next: others }
        this.#byLabel.set(label, added)
        this.#entries.push(added)
      } else {
        const { candidate } = entry
        const layers = candidate.layers.includes(layer) ? candidate.layers : [...candidate.layers, layer]
        entry.candidate = { ...candidate, layers, covers: candidate.covers | covers }
      }
    }
  }

  /** All of them, smallest first. */
  inOrder(): readonly Candidate[] {
    return inOrder(
      this.#entries.map(({ candidate }) => candidate),
      sizeOf,
    )
  }
}

/** What a further change weighs: two things in the caller's hand come before one policy that would have to give way. */
const FURTHER_CHANGE = 1.5

/** How small a set of changes is; less is smaller. */
export function sizeOf({ changes, rank }: Pick<Idea, 'changes' | 'rank'>): number {
  return rank + FURTHER_CHANGE * (changes.length - 1)
}

/** Something that equal changes have in common and others seldom. */
function labelOf(change: Change): string {
  switch (change.kind) {
    case 'context':
      return change.key
    case 'resource':
      return change.resource
    case 'action':
      return change.action
    case 'addStatement':
      return change.layer
    case 'addValue':
    case 'removeStatement':
    case 'removePolicy':
      return change.statement.sid ?? change.statement.policyId
  }
}

function areSame(left: readonly Change[], right: readonly Change[]): boolean {
  if (left === right) return true
  if (left.length !== right.length) return false
  for (let index = 0; index < left.length; index += 1) {
    const change = left[index]
    if (change === undefined || !isSame(change, right[index])) return false
  }
  return true
}

function isSame(left: Change, right: Change | undefined): boolean {
  if (left.kind !== right?.kind) return false
  switch (left.kind) {
    case 'context':
      return (
        right.kind === 'context' &&
        left.key === right.key &&
        left.multi === right.multi &&
        areEqual(left.values, right.values)
      )
    case 'resource':
      return right.kind === 'resource' && left.resource === right.resource
    case 'action':
      return right.kind === 'action' && left.action === right.action
    case 'addValue':
      return (
        right.kind === 'addValue' &&
        left.element === right.element &&
        left.type === right.type &&
        left.value === right.value &&
        isSameStatement(left.statement, right.statement)
      )
    case 'addStatement':
      return right.kind === 'addStatement' && left.level === right.level && writes(left) === writes(right)
    case 'removeStatement':
    case 'removePolicy':
      return (
        (right.kind === 'removeStatement' || right.kind === 'removePolicy') &&
        isSameStatement(left.statement, right.statement)
      )
  }
}

/** One policy may stand twice in a layer, in the same place. */
function isSameStatement(left: DecidingStatement, right: DecidingStatement): boolean {
  if (left === right) return true
  if (left.index !== right.index || left.policyId !== right.policyId || left.layer !== right.layer) return false
  return JSON.stringify(left) === JSON.stringify(right)
}

function areEqual(left: readonly string[], right: readonly string[]): boolean {
  if (left.length !== right.length) return false
  for (let index = 0; index < left.length; index += 1) if (left[index] !== right[index]) return false
  return true
}

/** New statements of one layer and level differ in whom they name. */
function writes({ statement: { Principal } }: Extract<Change, { kind: 'addStatement' }>): string | undefined {
  return typeof Principal === 'object' ? Object.values(Principal)[0] : Principal
}
