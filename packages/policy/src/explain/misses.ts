/** Which elements of a statement failed, also those that nobody looked at because the action came first. */
import { find, HOLDS } from '../engine/rule/condition.ts'
import { askPrincipals, askResources, FALSE, modeOf, NEITHER } from '../engine/rule/rule.ts'
import { unitOf } from '../engine/unit.ts'
import type { Layer, Statement, StatementReport } from '../types.ts'
import type { Closed, Denied } from './obstacles.ts'
import { sourcesOf, type Traced } from './trace.ts'
import { traitsOf, vendorOf } from './traits.ts'

/** An Allow and what it failed in: element names, and indexes of conditions. */
export interface Miss {
  readonly traced: Traced
  readonly statement: Statement
  readonly action: boolean
  readonly resource: boolean
  readonly principal: boolean
  readonly conditions: readonly number[]
  /** How many elements failed. */
  readonly failures: number
}

/** Statements looked at in one closed gate. Policies that hold more are of no help to a reader. */
const MAX_STATEMENTS = 32

/**
 * The Allows of a closed gate that name the request's action, or that fail in the action alone and name another of its
 * service; least failures first.
 */
export function missesOf(denied: Denied, { layer, level, statements }: Closed): readonly Miss[] {
  const { request } = denied
  const vendor = vendorOf(request.action)
  const misses: Miss[] = []
  let next = 0
  let seen = 0
  for (const source of sourcesOf(request, layer, level)) {
    const { document } = source
    const own = 'unreadable' in document ? UNREADABLE : document.statements
    for (let index = 0; index < own.length; index += 1, next += 1) {
      const statement = own[index]
      const report = statements[next]
      if (statement?.effect !== 'Allow' || report === undefined) continue
      if (!report.action && !traitsOf(statement).vendors.has(vendor)) continue
      const traced = { report, source, statement }
      if (report.action) misses.push(missOf(traced, statement))
      else if (fitsOtherwise(denied, traced, { layer, index })) misses.push(wrongAction(traced, statement))
      seen += 1
      if (seen === MAX_STATEMENTS) return inOrder(misses)
    }
  }
  return inOrder(misses)
}

/** An unreadable policy makes one report, of no statement. */
const UNREADABLE: readonly undefined[] = [undefined]

function inOrder(misses: Miss[]): readonly Miss[] {
  return misses.length < 2 ? misses : misses.sort((left, right) => left.failures - right.failures)
}

const NO_CONDITIONS: readonly number[] = []

function missOf(traced: Traced, statement: Statement): Miss {
  const { report } = traced
  const resource = report.resource !== false
  const principal = report.principal !== 'none'
  const conditions = failedIn(report)
  const failures = Number(!resource) + Number(!principal) + conditions.length
  return { traced, statement, action: true, resource, principal, conditions, failures }
}

function failedIn({ conditions }: StatementReport): readonly number[] {
  let failed: number[] | undefined
  for (let index = 0; index < conditions.length; index += 1)
    if (conditions[index]?.result === false) (failed ??= []).push(index)
  return failed ?? NO_CONDITIONS
}

function wrongAction(traced: Traced, statement: Statement): Miss {
  return { traced, statement, action: false, resource: true, principal: true, conditions: NO_CONDITIONS, failures: 1 }
}

/** Whether nothing but the action keeps the statement, one of those of `source`, from matching. */
function fitsOtherwise(
  { bundle, frame }: Denied,
  { source }: Traced,
  { layer, index }: { readonly layer: Layer; readonly index: number },
): boolean {
  const mode = modeOf(layer)
  const unit = unitOf(source.document, mode)
  const rule = unit.rules[index]
  if (rule === undefined) return false
  frame.binding = bundle.bindingOf(unit)
  const { resources, naming, tests } = rule
  const found = askResources(resources, frame)
  // A malformed list matches nothing, so that its negation says yes.
  if (found === FALSE || (found === NEITHER && !(resources.kind === 'set' && resources.negated))) return false
  if (mode !== 'own' && (askPrincipals(naming, frame) ?? 0) === 0) return false
  return tests.every((test) => (find(test, frame) & HOLDS) !== 0)
}
