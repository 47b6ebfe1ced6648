/** One policy in its place, with the parts of its reports that are the same for every request. */
import type { DecidingStatement, Layer, PolicySource, StatementReport } from '../../types.ts'
import type { Bundle } from '../bundle.ts'
import type { Binding, Frame } from '../frame.ts'
import { reportRule } from './report.ts'
import { modeOf } from '../rule/rule.ts'
import { type Unit, unitOf } from '../unit.ts'

/** Where a policy stands. `level` numbers the levels of SCPs and RCPs. */
export interface Position {
  readonly layer: Layer
  readonly level?: number
}

/** A policy's statements as reports name them, and what they say about actions that are none of theirs. Frozen, and shared. */
export interface Desk {
  readonly unit: Unit
  readonly binding: Binding
  readonly statements: readonly DecidingStatement[]
  readonly silences: readonly StatementReport[]
  /** What the policy says if it cannot be read: no to everything (POL-07). */
  readonly unreadable: StatementReport | undefined
}

/** Prepares the reports of `source`. */
export function openDesk(source: PolicySource, position: Position, bundle: Bundle): Desk {
  const unit = unitOf(source.document, modeOf(position.layer))
  const origin = describeOrigin(source, position)
  const statements = unit.rules.map(({ statement: { effect, index, span, sid } }): DecidingStatement =>
    Object.freeze({ ...origin, effect, index, span, ...(sid === undefined ? {} : { sid }) }),
  )
  const silences = statements.map((statement): StatementReport =>
    Object.freeze({ statement, applies: false, action: false, conditions: NO_CONDITIONS }),
  )
  const unreadable = unit.unreadable === undefined ? undefined : reportUnreadable(origin, unit.unreadable)
  return { unit, binding: bundle.bindingOf(unit), statements, silences, unreadable }
}

const NO_CONDITIONS: StatementReport['conditions'] = Object.freeze([])

type Origin = Pick<DecidingStatement, 'layer' | 'level' | 'policyId' | 'version' | 'attachedTo'>

/** The part of a report that says which policy, and where. */
function describeOrigin({ id, version, attachedTo }: PolicySource, { layer, level }: Position): Origin {
  return {
    layer,
    policyId: id,
    ...(level === undefined ? {} : { level }),
    ...(version === undefined ? {} : { version }),
    ...(attachedTo === undefined ? {} : { attachedTo }),
  }
}

function reportUnreadable(origin: Origin, unreadable: string): StatementReport {
  const statement: DecidingStatement = Object.freeze({ ...origin, effect: 'Deny', unreadable })
  return Object.freeze({ statement, applies: true, action: true, conditions: NO_CONDITIONS, unevaluable: unreadable })
}

/** Adds what the policy says about `action` to `reports`, one report for each statement. */
export function report({ desk, action, frame }: Hearing, reports: StatementReport[]): void {
  const { unit, statements, silences } = desk
  if (desk.unreadable !== undefined) reports.push(desk.unreadable)
  const { rules } = unit.concern(action)
  frame.binding = desk.binding
  let next = 0
  for (let index = 0; index < silences.length; index += 1) {
    const silence = silences[index]
    const rule = rules[next] === index ? unit.rules[index] : undefined
    const statement = statements[index]
    if (rule !== undefined && statement !== undefined) {
      next += 1
      reports.push(reportRule(rule, statement, frame))
    } else if (silence !== undefined) reports.push(silence)
  }
}

/** A request before a desk. */
export interface Hearing {
  readonly desk: Desk
  readonly action: string
  readonly frame: Frame
}
