/** What the layers of a decision would say with one policy changed. */
import type { Binding, Frame, Slots } from '../../engine/frame.ts'
import { weigh } from '../../engine/report/judge.ts'
import { reportRule } from '../../engine/report/report.ts'
import { compileRule, modeOf, type Rule } from '../../engine/rule/rule.ts'
import { coversAction } from '../../engine/unit.ts'
import type {
  AuthorizationRequest,
  DecidingStatement,
  Layer,
  LayerReport,
  PolicyDocument,
  Statement,
  StatementReport,
} from '../../types.ts'
import { EMPTY, isSingle, isSource, statementOf, withValue } from './applyChanges.ts'
import { Edits } from './edits.ts'
import type { Change } from '../explanation.ts'
import { sourcesOf } from '../trace.ts'

/** A change of a policy. */
export type Amendment = Exclude<Change, { kind: 'context' | 'resource' | 'action' }>

type AmendmentOf<K extends Amendment['kind']> = Extract<Amendment, { kind: K }>

/** Who asks what, and what rules see of it. */
export interface Hearing {
  readonly request: AuthorizationRequest
  readonly frame: Frame
  /** What was heard before of changes of this request's policies; several sets may hold the same change. */
  readonly heard: Heard[]
}

/** What a changed or new statement said. */
export interface Heard {
  readonly amendment: Amendment
  readonly said: StatementReport
}

/**
 * The reports of all layers with one of them changed: what one statement says depends on no other. Undefined where
 * more than the statements of one layer changes, or it is not plain which.
 */
export function amend(
  layers: readonly LayerReport[],
  amendment: Amendment,
  hearing: Hearing,
): readonly LayerReport[] | undefined {
  const { layer, level } = amendment.kind === 'addStatement' ? amendment : amendment.statement
  const at = layers.findIndex((report) => report.layer === layer && report.level === level)
  const report = layers[at]
  const statements = report === undefined ? undefined : statementsAfter(report, amendment, hearing)
  if (report === undefined || statements === undefined) return undefined
  return layers.with(at, weigh(report, statements, hearing.request.principal))
}

function statementsAfter(
  { statements }: LayerReport,
  amendment: Amendment,
  hearing: Hearing,
): readonly StatementReport[] | undefined {
  switch (amendment.kind) {
    case 'removeStatement':
      return statements.filter(({ statement }) => !isSame(statement, amendment.statement))
    case 'addStatement': {
      const added = once(amendment, hearing, () => hearAdded(amendment, hearing))
      return added === undefined ? undefined : [...statements, added]
    }
    case 'addValue': {
      const at = statements.findIndex(({ statement }) => isSame(statement, amendment.statement))
      const before = statements[at]
      if (before === undefined) return undefined
      const changed = once(amendment, hearing, () => hearChanged(before, amendment, hearing))
      return changed === undefined ? undefined : statements.with(at, changed)
    }
    case 'removePolicy':
      return undefined
  }
}

/** What was heard before, or else is heard now. */
function once(
  amendment: Amendment,
  { heard }: Hearing,
  hear: () => StatementReport | undefined,
): StatementReport | undefined {
  for (const before of heard) if (before.amendment === amendment) return before.said
  const said = hear()
  if (said !== undefined) heard.push({ amendment, said })
  return said
}

function isSame(one: DecidingStatement, other: DecidingStatement): boolean {
  if (one === other) return true
  const { index, policyId, version, attachedTo } = one
  const { index: itsIndex, policyId: itsPolicy } = other
  return index === itsIndex && policyId === itsPolicy && version === other.version && attachedTo === other.attachedTo
}

/** What a new statement says. In a layer of one policy that cannot be read it does not come as the only change. */
function hearAdded(change: AmendmentOf<'addStatement'>, hearing: Hearing): StatementReport | undefined {
  const { layer, level } = change
  let base = EMPTY[layer]
  if (isSingle(layer)) {
    const [source] = sourcesOf(hearing.request, layer, level)
    if (source === undefined || 'unreadable' in source.document) return undefined
    base = source.document
  }
  const statement = statementOf(change.statement, 0)
  const action = coversAction(statement.action, hearing.request.action)
  const named: DecidingStatement = { layer, policyId: 'new', effect: 'Allow' }
  return action ? hear(compiled(statement, base, layer), named, hearing) : silent(named)
}

/** What a statement says with one value more; undefined unless there is but one that could be meant. */
function hearChanged(
  before: StatementReport,
  change: AmendmentOf<'addValue'>,
  hearing: Hearing,
): StatementReport | undefined {
  const where = change.statement
  const { layer, level, index } = where
  const source = onlyOne(sourcesOf(hearing.request, layer, level), (one) => isSource(one, where))
  if (source === undefined || 'unreadable' in source.document) return undefined
  const { document } = source
  const statement = onlyOne(document.statements, (one) => one.index === index)
  if (statement === undefined) return undefined
  const { element, type = '', value } = change
  const action =
    element === 'Action' ? coversAction(withValue(statement, change).action, hearing.request.action) : before.action
  if (!action) return silent(where)
  const name = `${modeOf(layer)} ${document.version} ${element} ${type} ${value}`
  const rule = known.of(statement, name, () => compiled(withValue(statement, change), document, layer))
  return hear(rule, where, hearing)
}

function onlyOne<Item>(items: readonly Item[], isMeant: (item: Item) => boolean): Item | undefined {
  let found: Item | undefined
  for (const item of items) {
    if (!isMeant(item)) continue
    if (found !== undefined) return undefined
    found = item
  }
  return found
}

/** A rule outside any policy, with the keys that it asks for. */
interface Compiled {
  readonly rule: Rule
  readonly keys: readonly string[]
  /** How it found them in the contexts of the bundle that asked last. */
  bound: { readonly slots: Slots; readonly binding: Binding } | undefined
}

const known = new Edits<Statement, Compiled>()

function compiled(statement: Statement, document: PolicyDocument, layer: Layer): Compiled {
  const keys: string[] = []
  const slotOf = (key: string): number => keys.push(key.toLowerCase()) - 1
  return { rule: compileRule(statement, { document, mode: modeOf(layer), slotOf }), keys, bound: undefined }
}

function hear(compiled: Compiled, named: DecidingStatement, { frame }: Hearing): StatementReport {
  const { rule, keys } = compiled
  const { slots } = frame.facts
  if (keys.length > 0 && compiled.bound?.slots !== slots)
    compiled.bound = { slots, binding: { keys, slots: Int32Array.from(keys, (key) => slots.find(key)) } }
  if (compiled.bound !== undefined) frame.binding = compiled.bound.binding
  return reportRule(rule, named, frame)
}

function silent(statement: DecidingStatement): StatementReport {
  return { statement, applies: false, action: false, conditions: [] }
}
