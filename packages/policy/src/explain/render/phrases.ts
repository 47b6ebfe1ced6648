/** What a tree says of layers, statements and their elements. */
import type {
  ConditionReport,
  DecidingStatement,
  Decision,
  LayerReport,
  Outcome,
  StatementReport,
} from '../../types.ts'
import type { NearMiss } from '../explanation.ts'
import { POLICY_NAMES, statementText } from '../wording.ts'
import { shorten } from './printable.ts'

/** Longest value shown of an element. */
const MAX_VALUE = 120

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  allowed: 'allows',
  explicitDeny: 'denies explicitly',
  implicitDeny: 'does not allow',
}

/** `Denied: an explicit deny in an identity-based policy`. */
export function verdictText({ allowed, outcome, layer }: Decision): string {
  if (allowed) return 'Allowed'
  if (layer === undefined) return 'Denied'
  const name = POLICY_NAMES[layer]
  if (outcome === 'implicitDeny') return `Denied: no ${name} allows it`
  return `Denied: an explicit deny in ${layer === 'identity' ? 'an' : 'a'} ${name}`
}

/** `service control policies of level 1: does not allow`. */
export function layerText({ layer, level, outcome, grant }: LayerReport): string {
  const where =
    level === undefined ? '' : level === 0 ? ' at the organization root' : ` at level ${level} below the root`
  const named = grant === undefined || grant === 'none' ? '' : ` (${GRANTS[grant]})`
  return `${POLICY_NAMES[layer]}${where}: ${OUTCOMES[outcome]}${named}`
}

const GRANTS = {
  direct: 'names the caller itself',
  viaRole: "names the caller's role",
  viaUser: "names the caller's user",
  account: "names the caller's account",
} as const

/** `Deny statement "NoMfa" of inline:own, version v2, line 3`. */
export function statementLine({
  effect,
  policyId,
  version,
  attachedTo,
  span,
  unreadable,
  ...named
}: DecidingStatement): string {
  const edition = version === undefined ? '' : ` ${version}`
  const place = attachedTo === undefined ? '' : ` attached to ${attachedTo}`
  if (unreadable !== undefined)
    return `policy ${policyId}${edition}${place} cannot be read (${unreadable}) and denies everything`
  const line = span === undefined ? '' : `, ${span.line}:${span.column}`
  return `${effect} ${statementText(named)} of ${policyId}${edition}${place}${line}`
}

/** Why a statement that concerns the action does not apply; undefined where it does. */
export function failureText({
  applies,
  resource,
  principal,
  conditions,
  unevaluable,
}: StatementReport): string | undefined {
  if (applies) return undefined
  const failed = [
    ...(resource === false ? ['Resource does not match'] : []),
    ...(principal === 'none' ? ['Principal does not name the caller'] : []),
    ...conditions.filter(({ result }) => !result).map(conditionText),
  ]
  return failed.length > 0 ? failed.join('; ') : (unevaluable ?? 'does not match')
}

/** `Condition Bool aws:MultiFactorAuthPresent: expected true, the request has none`. */
export function conditionText({ operator, key, expected, actual, why }: ConditionReport): string {
  const reason =
    why === 'multivalued'
      ? ' (several values: use ForAllValues or ForAnyValue)'
      : why === 'unresolvedVariable'
        ? ' (a variable has no value)'
        : why === 'malformed'
          ? ' (cannot be evaluated)'
          : ''
  return `Condition ${operator} ${key}: ${versus(expected, actual ?? [])}${reason}`
}

/** `expected A or B, the request has C`. */
function versus(expected: readonly string[], actual: readonly string[]): string {
  return `expected ${values(expected)}, the request has ${actual.length === 0 ? 'none' : values(actual)}`
}

function values(texts: readonly string[]): string {
  const shown = texts.slice(0, 4).map((text) => shorten(text, MAX_VALUE))
  return shown.join(' or ') + (texts.length > 4 ? ` or ${texts.length - 4} more` : '')
}

/** A near miss in a line. */
export function nearMissText({ statement, element, expected, actual, condition }: NearMiss): string {
  const what = condition === undefined ? `${element}: ${versus(expected, actual)}` : conditionText(condition)
  const verb = statement.effect === 'Deny' ? 'would not have denied but for' : 'fails only in'
  return `${statementLine(statement)} ${verb} ${what}`
}
