/** What restoring an account comes to, thing by thing. */
import type { Tag } from '../../domain/entities.ts'
import type { Writer } from '../../store/store.ts'

/** One change to the store, and what it comes to in words. */
export interface Step {
  readonly words: string
  run(tx: Writer): Promise<void>
}

/** One thing of the state against what there is. */
export interface StateChange {
  /** `user bob` */
  readonly entity: string
  readonly kind: 'added' | 'changed' | 'unchanged'
  readonly steps: readonly Step[]
  /** Why it cannot be restored: with any of these nothing is. */
  readonly problems: readonly string[]
}

/** A thing that is not there yet. */
export const added = (entity: string, run: Step['run']): StateChange => ({
  entity,
  kind: 'added',
  steps: [{ words: 'create', run }],
  problems: [],
})

/** A thing that is there: the steps that make it as the file has it. */
export const present = (entity: string, steps: readonly Step[], problems: readonly string[] = []): StateChange => ({
  entity,
  kind: steps.length === 0 ? 'unchanged' : 'changed',
  steps,
  problems,
})

/** A thing that cannot be. */
export const impossible = (entity: string, why: string): StateChange => ({
  entity,
  kind: 'unchanged',
  steps: [],
  problems: [why],
})

/** Puts the tags of `wanted` that `have` lacks or has with another value. */
export function tagSteps(id: string, wanted: readonly Tag[], have: readonly Tag[]): readonly Step[] {
  const values = new Map(have.map(({ key, value }) => [key, value]))
  const lacking = wanted.filter(({ key, value }) => values.get(key) !== value)
  if (lacking.length === 0) return []
  const words = `tags ${lacking.map(({ key }) => key).join(', ')}`
  return [{ words, run: (tx) => tx.write.putTags(id, lacking) }]
}
