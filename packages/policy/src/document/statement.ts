/** One statement: which elements its policy type demands, allows and forbids (rules 1.1, 1.3, 1.4). */
import type { Effect, PatternSet, PolicyType, PolicyVersion, PrincipalSet, Span, Statement } from '../types.ts'
import { checkAction } from './action.ts'
import { readConditions } from './condition.ts'
import type { FaultList, Place } from './faults.ts'
import type { JsonNode } from './json.ts'
import { readPrincipal } from './principal.ts'
import { checkResource } from './resource.ts'
import { type Elements, join, readElements, readString, readTexts } from './shape.ts'

/** What surrounds the statement being read. */
export interface StatementContext {
  readonly index: number
  readonly path: string
  readonly version: PolicyVersion
  readonly faults: FaultList
  readonly spanOf: (start: number, end: number) => Span
}

const ELEMENTS: readonly string[] = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]

/** Types whose statements name principals. */
const WITH_PRINCIPAL: ReadonlySet<PolicyType> = new Set<PolicyType>(['trust', 'resource', 'rcp'])

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] }

/** Reads one statement; undefined only if it has not even the shape of one (reported). */
export function readStatement(node: JsonNode, context: StatementContext): Statement | undefined {
  const { faults, path, index } = context
  const elements = readElements(node, path, { faults, known: ELEMENTS })
  if (elements === undefined) return undefined
  const place = { start: node.start, end: node.end, path }
  checkExclusive(elements, place, faults)
  const sid = readSid(elements.get('Sid'), context)
  const effect = readEffect(elements.get('Effect'), place, faults)
  const action = readActions(elements, place, faults)
  const resource = readResources(elements, place, context)
  const principal = readPrincipals(elements, place, { faults, effect })
  const condition = elements.get('Condition')
  const conditions = condition === undefined ? [] : readConditions(condition, join(path, 'Condition'), context)
  const span = context.spanOf(node.start, node.end)
  const statement: Mutable<Statement> = { index, effect, span, action, conditions }
  if (sid !== undefined) statement.sid = sid
  if (resource !== undefined) statement.resource = resource
  if (principal !== undefined) statement.principal = principal
  if (faults.type === 'rcp') checkRcp(statement, place, faults)
  return statement
}

/** Elements and their negations, of which one may stand in a statement. */
const PAIRS = [
  ['Action', 'NotAction'],
  ['Resource', 'NotResource'],
  ['Principal', 'NotPrincipal'],
] as const
const [ACTION, RESOURCE, PRINCIPAL] = PAIRS

function checkExclusive(elements: Elements, place: Place, faults: FaultList): void {
  for (const [name, negated] of PAIRS)
    if (elements.get(negated) !== undefined && elements.get(name) !== undefined)
      faults.add('syntax', place, { detail: `both ${name} and ${negated}` })
}

const SID = /^[0-9A-Za-z]*$/

function readSid(node: JsonNode | undefined, { faults, path }: StatementContext): string | undefined {
  const sid = readString(node, { parent: path, name: 'Sid' }, faults)
  if (node !== undefined && sid !== undefined && faults.type !== 'resource' && !SID.test(sid))
    faults.add('sidCharacters', { ...node, path: join(path, 'Sid') }, { detail: `Sid "${sid}" is not alphanumeric` })
  return sid
}

function readEffect(node: JsonNode | undefined, place: Place, faults: FaultList): Effect {
  const effect = readString(node, { parent: place.path, name: 'Effect' }, faults)
  if (effect === 'Allow' || effect === 'Deny') return effect
  if (node === undefined) {
    const code = faults.type === 'trust' ? 'missing' : 'syntax'
    faults.add(code, place, { detail: 'Effect is missing', quote: 'Effect' })
  } else if (effect !== undefined) {
    const code = /^(?:allow|deny)$/i.test(effect) ? 'legacy' : 'syntax'
    faults.add(
      code,
      { ...node, path: join(place.path, 'Effect') },
      { detail: 'Effect is "Allow" or "Deny", spelled so' },
    )
  }
  return 'Deny'
}

/** One of a pair of elements, with where it stands. */
function pick(
  elements: Elements,
  [name, not]: (typeof PAIRS)[number],
): { negated: boolean; node: JsonNode; name: string } | undefined {
  const plain = elements.get(name)
  if (plain !== undefined) return { negated: false, node: plain, name }
  const negated = elements.get(not)
  return negated === undefined ? undefined : { negated: true, node: negated, name: not }
}

function readActions(elements: Elements, place: Place, faults: FaultList): PatternSet {
  const found = pick(elements, ACTION)
  const texts = found === undefined ? [] : readTexts(found.node, join(place.path, found.name), { faults })
  if (found === undefined || isEmptyList(found.node)) {
    const code = faults.type === 'trust' ? 'missing' : 'noActions'
    faults.add(code, place, { detail: 'no Action or NotAction', quote: 'Action' })
  }
  if (found?.negated === true && faults.type === 'rcp')
    faults.add('syntax', { ...found.node, path: join(place.path, found.name) }, { detail: 'an RCP has no NotAction' })
  for (const text of texts) checkAction(text, faults)
  return { negated: found?.negated ?? false, patterns: texts.map(({ value }) => value) }
}

function readResources(elements: Elements, place: Place, context: StatementContext): PatternSet | undefined {
  const { faults } = context
  const found = pick(elements, RESOURCE)
  if (faults.type === 'trust') {
    if (found !== undefined) {
      const code = found.negated ? 'notResourceInTrust' : 'prohibited'
      const detail = 'a trust policy protects its own role: no resources'
      faults.add(code, { ...found.node, path: join(place.path, found.name) }, { detail, quote: found.name })
    }
    return undefined
  }
  if (found === undefined || isEmptyList(found.node)) {
    faults.add('noResources', place, { detail: 'no Resource or NotResource' })
    return undefined
  }
  const texts = readTexts(found.node, join(place.path, found.name), { faults })
  for (const text of texts) checkResource(text, context)
  return { negated: found.negated, patterns: texts.map(({ value }) => value) }
}

function readPrincipals(
  elements: Elements,
  place: Place,
  { faults, effect }: { readonly faults: FaultList; readonly effect: Effect },
): PrincipalSet | undefined {
  const found = pick(elements, PRINCIPAL)
  if (!WITH_PRINCIPAL.has(faults.type)) {
    if (found !== undefined) {
      const detail = `a policy of type ${faults.type} names no principals`
      faults.add('principalForbidden', { ...found.node, path: join(place.path, found.name) }, { detail })
    }
    return undefined
  }
  if (found === undefined) {
    faults.add('missing', place, { detail: 'no Principal or NotPrincipal', quote: 'Principal' })
    return undefined
  }
  const here = { start: found.node.start, end: found.node.end, path: join(place.path, found.name) }
  if (found.negated && faults.type === 'trust')
    faults.add('notPrincipalInTrust', here, { detail: 'a trust policy has no NotPrincipal' })
  else if (found.negated && effect === 'Allow')
    faults.add('allowNotPrincipal', here, { detail: 'NotPrincipal goes with Deny only' })
  return readPrincipal(found.node, here.path, { faults, negated: found.negated })
}

/** RCPs written by customers only deny; the one Allow is that of RCPFullAWSAccess (rule 1.1). */
function checkRcp(statement: Statement, place: Place, faults: FaultList): void {
  const { principal, effect, action, resource, conditions } = statement
  if (principal !== undefined && (!principal.everyone || principal.negated))
    faults.add('syntax', place, { detail: 'the Principal of an RCP is "*"' })
  const everything = action.patterns.join() === '*' && resource?.patterns.join() === '*' && !resource.negated
  if (effect === 'Allow' && !(everything && conditions.length === 0))
    faults.add('syntax', place, { detail: 'an RCP only denies (RCPFullAWSAccess apart)' })
}

function isEmptyList(node: JsonNode): boolean {
  return node.kind === 'array' && node.items.length === 0
}
