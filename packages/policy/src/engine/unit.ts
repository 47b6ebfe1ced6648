/** One policy, compiled: immutable, and shared by all bundles that hold the same document. */
import type { PatternSet, PolicySource } from '../types.ts'
import { Attachment } from './attachment.ts'
import { Cache } from './cache.ts'
import { Slots } from './frame.ts'
import { compileRule, type Mode, type Rule } from './rule/rule.ts'
import { compileTexts, coversPlainly, type TextSet } from './match/textSet.ts'

/** Actions remembered for each policy: whoever asks may choose them. */
const MAX_ACTIONS = 256

/** Which rules an action concerns. Actions that concern the same rules of a unit share one object. */
export interface Concern {
  /** Distinguishes the concerns of all units. */
  readonly id: number
  /** Positions of the rules, ascending. */
  readonly rules: readonly number[]
}

const NO_CONCERN: Concern = { id: 0, rules: [] }

/** A compiled policy. `unreadable` ones deny everything in their layer (POL-07). */
export interface Unit {
  /** Distinguishes units; those of two documents are never the same. */
  readonly id: number
  readonly unreadable: string | undefined
  readonly rules: readonly Rule[]
  /** The context keys that the rules ask for. */
  readonly keys: readonly string[]
  /** The rules whose Action or NotAction covers `action`. */
  readonly concern: (action: string) => Concern
}

let units = 0
let concerns = 0

const compiled: Readonly<Record<Mode, Attachment<Unit>>> = {
  own: new Attachment(),
  named: new Attachment(),
  trust: new Attachment(),
}

/** The unit of a document. It is compiled when it is first seen; what is done to the document later changes nothing. */
export function unitOf(document: PolicySource['document'], mode: Mode): Unit {
  const known = compiled[mode].get(document)
  if (known !== undefined) return known
  const unit = compileUnit(document, mode)
  compiled[mode].set(document, unit)
  return unit
}

function compileUnit(document: PolicySource['document'], mode: Mode): Unit {
  const slots = new Slots()
  const id = (units += 1)
  if ('unreadable' in document)
    return { id, unreadable: document.unreadable, rules: [], keys: [], concern: (): Concern => NO_CONCERN }
  const slotOf = (key: string): number => slots.add(key.toLowerCase())
  const rules = document.statements.map((statement) => compileRule(statement, { document, mode, slotOf }))
  return { id, unreadable: undefined, rules, keys: slots.keys, concern: concernOf(rules) }
}

interface Actions {
  readonly negated: boolean
  readonly set: TextSet
}

/** Action patterns are compiled when the first action comes. */
function concernOf(rules: readonly Rule[]): Unit['concern'] {
  let memory: Memory | undefined
  return (action) => {
    memory ??= remember(rules)
    const remembered = memory.byAction.get(action)
    if (remembered !== undefined) return remembered
    const folded = foldAction(action)
    const found: number[] = []
    for (const [position, { negated, set }] of memory.actions.entries())
      if (coversPlainly(set, folded) !== negated) found.push(position)
    const concern = found.length === 0 ? NO_CONCERN : intern(found, memory.byRules)
    memory.byAction.set(action, concern)
    return concern
  }
}

interface Memory {
  readonly actions: readonly Actions[]
  readonly byAction: Cache<string, Concern>
  readonly byRules: Cache<string, Concern>
}

function remember(rules: readonly Rule[]): Memory {
  const actions = rules.map(({ statement }) => compileActions(statement.action))
  return { actions, byAction: new Cache(MAX_ACTIONS), byRules: new Cache(MAX_ACTIONS) }
}

function intern(found: readonly number[], byRules: Cache<string, Concern>): Concern {
  const key = found.join()
  const known = byRules.get(key)
  if (known !== undefined) return known
  const concern = { id: (concerns += 1), rules: found }
  byRules.set(key, concern)
  return concern
}

/** Whether an Action or NotAction covers `action`. For one question; units remember theirs. */
export function coversAction(actions: PatternSet, action: string): boolean {
  const { negated, set } = compileActions(actions)
  return coversPlainly(set, foldAction(action)) !== negated
}

const ACTION_READING = { variables: false, wildcards: true, arn: false, slotOf: (): number => -1 }

/** Actions ignore case and know no variables; nothing is trimmed (rule 2.1). */
function compileActions({ negated, patterns }: PatternSet): Actions {
  return { negated, set: compileTexts(patterns.map(foldAction), ACTION_READING) }
}

/** ASCII only: no other letter may turn into one of an action's. */
function foldAction(text: string): string {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit < 0x21 || unit > 0x7e) return foldLetters(text)
  }
  return text.toLowerCase()
}

function foldLetters(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
