/** A policy document as its writer left it: every element with its place, nothing assumed about its form. */
import type { JsonMember, JsonNode } from '../../document/json.ts'
import { type Operator, parseOperator } from '../../document/operator.ts'
import type { Effect, PolicyVersion } from '../../types.ts'
import type { Location, Place } from './place.ts'

/** A JSON scalar: `kind` is its JSON type, `value` the string or the JSON spelling. */
export interface Text extends Place {
  readonly value: string
  readonly kind: 'string' | 'number' | 'boolean' | 'null'
}

/** A string-or-list element. `texts` are its scalars; anything else is only in `node`. */
export interface Texts extends Place {
  readonly node: JsonNode
  readonly texts: readonly Text[]
}

/** `Action`/`NotAction` and the like. `name` is the element's name as written. */
export interface Words extends Texts {
  readonly name: string
  readonly negated: boolean
}

/** `Principal` or `NotPrincipal`; `everyone` for the bare `"*"`; `entries` by type in the order of the text. */
export interface DraftPrincipal extends Place {
  readonly name: string
  readonly negated: boolean
  readonly node: JsonNode
  readonly everyone: boolean
  readonly entries: readonly PrincipalEntry[]
}

/** One type of a principal map with its values; `keyPlace` is the type's name. */
export interface PrincipalEntry extends Texts {
  readonly type: string
  readonly keyPlace: Place
}

/** One operator with one key. `operator` is undefined where there is no such operator. */
export interface DraftCondition extends Texts {
  readonly operatorName: string
  readonly operatorPlace: Place
  readonly operator: Operator | undefined
  readonly key: string
  /** `key` as conditions are compared: lower case. */
  readonly lowerKey: string
  readonly keyPlace: Place
}

/** One statement; elements that are absent or unreadable are undefined. */
export interface DraftStatement extends Place {
  readonly index: number
  readonly members: ReadonlyMap<string, DraftMember>
  readonly effect: Effect | undefined
  readonly sid: Text | undefined
  readonly action: Words | undefined
  readonly resource: Words | undefined
  readonly principal: DraftPrincipal | undefined
  readonly conditions: readonly DraftCondition[]
}

/** A member of an object: the place of its name, and its value. */
export interface DraftMember {
  readonly keyPlace: Place
  readonly value: JsonNode
  readonly place: Place
}

/** The whole document. */
export interface Draft {
  readonly root: JsonNode
  readonly members: ReadonlyMap<string, DraftMember>
  readonly version: PolicyVersion
  readonly statements: readonly DraftStatement[]
}

/** Reads the elements of `root`, whatever it is. */
export function readDraft(root: JsonNode): Draft {
  const members = membersOf(root, [])
  const block = members.get('Statement')
  const version = members.get('Version')?.value
  return {
    root,
    members,
    version: version?.kind === 'string' && version.value === '2012-10-17' ? version.value : '2008-10-17',
    statements: block === undefined ? [] : readStatements(block),
  }
}

function readStatements({ value, place: { location } }: DraftMember): readonly DraftStatement[] {
  if (value.kind !== 'array') return value.kind === 'object' ? [readStatement(value, location, 0)] : []
  return value.items.flatMap((item, index) =>
    item.kind === 'object' ? [readStatement(item, [...location, index], index)] : [],
  )
}

/** Members by name; of a name that stands twice the first. */
export function membersOf(node: JsonNode, location: Location): ReadonlyMap<string, DraftMember> {
  const members = new Map<string, DraftMember>()
  if (node.kind !== 'object') return members
  for (const { key, start, value } of node.members) {
    const here = [...location, key]
    const keyPlace = { start, end: keyEnd(start, key, value), location: here }
    if (!members.has(key)) members.set(key, { keyPlace, value, place: placeOf(value, here) })
  }
  return members
}

/** Of a name as it is usually written; one with escapes ends elsewhere, but never beyond its value. */
const keyEnd = (start: number, key: string, value: JsonNode): number => Math.min(start + key.length + 2, value.start)

const placeOf = ({ start, end }: JsonNode, location: Location): Place => ({ start, end, location })

function readStatement(node: JsonNode, location: Location, index: number): DraftStatement {
  const members = membersOf(node, location)
  const effect = members.get('Effect')?.value
  const sid = members.get('Sid')
  const condition = members.get('Condition')
  return {
    ...placeOf(node, location),
    index,
    members,
    effect:
      effect?.kind === 'string' && (effect.value === 'Allow' || effect.value === 'Deny') ? effect.value : undefined,
    sid: sid === undefined ? undefined : scalar(sid.value, sid.place.location),
    action: readWords(members, 'Action'),
    resource: readWords(members, 'Resource'),
    principal: readPrincipal(members),
    conditions: condition === undefined ? [] : readConditions(condition),
  }
}

function scalar(node: JsonNode, location: Location): Text | undefined {
  if (node.kind === 'object' || node.kind === 'array') return undefined
  const value = node.kind === 'string' ? node.value : node.text
  return { ...placeOf(node, location), kind: node.kind, value }
}

function readTexts({ value: node, place: { location } }: Pick<DraftMember, 'value' | 'place'>): Texts {
  const items = node.kind === 'array' ? node.items : [node]
  const texts = items.flatMap((item, index) => {
    const text = scalar(item, node.kind === 'array' ? [...location, index] : location)
    return text === undefined ? [] : [text]
  })
  return { ...placeOf(node, location), node, texts }
}

function readWords(members: ReadonlyMap<string, DraftMember>, element: string): Words | undefined {
  const plain = members.get(element)
  const name = plain === undefined ? `Not${element}` : element
  const member = plain ?? members.get(name)
  return member === undefined ? undefined : { ...readTexts(member), name, negated: plain === undefined }
}

function readPrincipal(members: ReadonlyMap<string, DraftMember>): DraftPrincipal | undefined {
  const plain = members.get('Principal')
  const member = plain ?? members.get('NotPrincipal')
  if (member === undefined) return undefined
  const { value: node, place } = member
  const entries = [...membersOf(node, place.location)].map(([type, entry]) => ({
    ...readTexts(entry),
    type,
    keyPlace: entry.keyPlace,
  }))
  const negated = plain === undefined
  const everyone = node.kind === 'string' && node.value === '*'
  return { ...place, name: negated ? 'NotPrincipal' : 'Principal', negated, node, everyone, entries }
}

function readConditions(block: DraftMember): readonly DraftCondition[] {
  const operators = block.value.kind === 'object' ? block.value.members : []
  return operators.flatMap((member) => readOperator(member, block.place.location))
}

/** Every key of one operator, also those that stand twice. */
function readOperator({ key: name, start, value }: JsonMember, location: Location): readonly DraftCondition[] {
  if (value.kind !== 'object') return []
  const here = [...location, name]
  const operatorPlace = { start, end: keyEnd(start, name, value), location: here }
  const operator = parseOperator(name)
  return value.members.map(({ key, start: keyStart, value: node }) => ({
    ...readTexts({ value: node, place: placeOf(node, [...here, key]) }),
    operatorName: name,
    operatorPlace,
    operator,
    key,
    lowerKey: key.toLowerCase(),
    keyPlace: { start: keyStart, end: keyEnd(keyStart, key, node), location: [...here, key] },
  }))
}
