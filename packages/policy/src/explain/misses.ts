/** Which elements of a statement failed, also those that nobody looked at because the action came first. */
import type { Desk } from '../engine/report/desk.ts'
import { find, HOLDS } from '../engine/rule/condition.ts'
import { askPrincipals, askResources, FALSE, NEITHER } from '../engine/rule/rule.ts'
import type { Statement, StatementReport } from '../types.ts'
import { inOrder } from './inOrder.ts'
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
  const { request, prepared } = denied
  const vendor = vendorOf(request.action)
  const place = prepared.places.find(({ position }) => position.layer === layer && position.level === level)
  const misses: Miss[] = []
  let next = 0
  let seen = 0
  for (const [at, source] of sourcesOf(request, layer, level).entries()) {
    const { document } = source
    const own = 'unreadable' in document ? UNREADABLE : document.statements
    for (let index = 0; index < own.length; index += 1, next += 1) {
      const statement = own[index]
      const report = statements[next]
      if (statement?.effect !== 'Allow' || report === undefined) continue
      if (!report.action && !traitsOf(statement).vendors.has(vendor)) continue
      const traced = { report, source, statement }
      if (report.action) misses.push(missOf(traced, statement))
      else if (fitsOtherwise(denied, place?.desks[at], index)) misses.push(wrongAction(traced, statement))
      seen += 1
      if (seen === MAX_STATEMENTS) return inOrder(misses, failuresOf)
    }
  }
  return inOrder(misses, failuresOf)
}

/** An unreadable policy makes one report, of no statement. */
const UNREADABLE: readonly undefined[] = [undefined]

const failuresOf = ({ failures }: Miss): number => failures

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

/** Whether nothing but the action keeps the policy's statement from matching. */
function fitsOtherwise({ frame }: Denied, desk: Desk | undefined, index: number): boolean {
  const rule = desk?.unit.rules[index]
  if (desk === undefined || rule === undefined) return false
  const { resources, naming, tests } = rule
  frame.binding = desk.binding
  const found = askResources(resources, frame)
  // A malformed list matches nothing, so that its negation says yes.
  if (found === FALSE || (found === NEITHER && !(resources.kind === 'set' && resources.negated))) return false
  // Principals where none belong are another fault than naming somebody else.
  if (naming.kind !== 'foreign' && (askPrincipals(naming, frame) ?? 0) === 0) return false
  return tests.every((test) => (find(test, frame) & HOLDS) !== 0)
}
