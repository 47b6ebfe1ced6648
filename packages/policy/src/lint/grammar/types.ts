/** JSON types: strings where strings belong, objects where objects belong; and what is empty. */
import type { JsonNode } from '../../document/json.ts'
import { remove } from '../fix.ts'
import type { Check, Linting, Rule } from '../rule.ts'
import type { DraftMember, DraftStatement, Texts } from '../source/draft.ts'
import type { Location, Place } from '../source/place.ts'

const DATA_TYPE_MISMATCH: Rule = {
  code: 'DATA_TYPE_MISMATCH',
  severity: 'ERROR',
  about: 'A value of the wrong JSON type: a number where a string belongs, a list where an object belongs.',
}
const EMPTY_ARRAY_ACTION: Rule = {
  code: 'EMPTY_ARRAY_ACTION',
  severity: 'ERROR',
  severityAtAws: 'SUGGESTION',
  about: 'No action is named. IAM and Brevet refuse such a policy when it is written, hence ERROR.',
}
const EMPTY_ARRAY_RESOURCE: Rule = {
  code: 'EMPTY_ARRAY_RESOURCE',
  severity: 'ERROR',
  severityAtAws: 'SUGGESTION',
  about: 'No resource is named. IAM and Brevet refuse such a policy when it is written, hence ERROR.',
}
const EMPTY_ARRAY_PRINCIPAL: Rule = {
  code: 'EMPTY_ARRAY_PRINCIPAL',
  severity: 'SUGGESTION',
  about: 'An empty list of principals beside others that are named: it adds nobody.',
}
const EMPTY_OBJECT_PRINCIPAL: Rule = {
  code: 'EMPTY_OBJECT_PRINCIPAL',
  severity: 'ERROR',
  severityAtAws: 'SUGGESTION',
  about: 'No principal is named. IAM and Brevet refuse such a policy when it is written, hence ERROR.',
}
const EMPTY_ARRAY_CONDITION: Rule = {
  code: 'EMPTY_ARRAY_CONDITION',
  severity: 'ERROR',
  severityAtAws: 'SUGGESTION',
  about: 'A condition without values. What AWS makes of it is not documented; Brevet refuses it, hence ERROR.',
}
const EMPTY_OBJECT_CONDITION: Rule = {
  code: 'EMPTY_OBJECT_CONDITION',
  severity: 'SUGGESTION',
  about: 'A condition block without conditions: it restricts nothing.',
}

/** Rules of JSON types. */
export const typeCheck: Check = {
  rules: [DATA_TYPE_MISMATCH],
  document(linting) {
    const { draft } = linting
    if (draft.root.kind !== 'object') {
      mismatch(linting, { ...draft.root, location: [] }, { wanted: 'an object', found: draft.root })
      return
    }
    for (const name of ['Version', 'Id']) expectString(draft.members.get(name), linting)
    const block = draft.members.get('Statement')
    if (block === undefined) return
    const items = block.value.kind === 'array' ? block.value.items : [block.value]
    for (const [index, item] of items.entries()) {
      const location = block.value.kind === 'array' ? [...block.place.location, index] : block.place.location
      if (item.kind !== 'object') mismatch(linting, { ...item, location }, { wanted: 'an object', found: item })
    }
  },
  statement(statement, linting) {
    const { members, action, resource, principal, conditions } = statement
    for (const name of ['Sid', 'Effect']) expectString(members.get(name), linting)
    for (const words of [action, resource]) if (words !== undefined) expectStrings(words, linting)
    if (principal !== undefined) {
      const { node, location } = principal
      if (node.kind !== 'object' && node.kind !== 'string')
        mismatch(linting, { ...node, location }, { wanted: 'an object', found: node })
      for (const entry of principal.entries) expectStrings(entry, linting)
    }
    const block = members.get('Condition')
    if (block !== undefined) expectConditions(block, linting)
    for (const condition of conditions) expectStrings(condition, linting, true)
  },
}

function mismatch(
  { report }: Linting,
  place: Place,
  { wanted, found }: { readonly wanted: string; readonly found: JsonNode },
): void {
  const message = `Here belongs ${wanted}, not ${ARTICLES[found.kind]}.`
  report(DATA_TYPE_MISMATCH, { start: found.start, end: found.end, location: place.location }, { message })
}

const ARTICLES = {
  object: 'an object',
  array: 'a list',
  string: 'a string',
  number: 'a number',
  boolean: 'a boolean',
  null: 'null',
} as const

function expectString(member: DraftMember | undefined, linting: Linting): void {
  if (member !== undefined && member.value.kind !== 'string')
    mismatch(linting, member.place, { wanted: 'a string', found: member.value })
}

/** A string or a list of strings; `scalars` admits numbers and booleans. */
function expectStrings({ node, location }: Texts, linting: Linting, scalars: boolean = false): void {
  const items = node.kind === 'array' ? node.items : [node]
  for (const [index, item] of items.entries()) {
    const fine = item.kind === 'string' || (scalars && (item.kind === 'number' || item.kind === 'boolean'))
    const here: Location = node.kind === 'array' ? [...location, index] : location
    if (!fine) mismatch(linting, { ...item, location: here }, { wanted: 'a string', found: item })
  }
}

function expectConditions({ value, place }: DraftMember, linting: Linting): void {
  if (value.kind !== 'object') return mismatch(linting, place, { wanted: 'an object', found: value })
  for (const { key, value: keys } of value.members)
    if (keys.kind !== 'object') {
      const location = [...place.location, key]
      mismatch(linting, { ...keys, location }, { wanted: 'an object of condition keys', found: keys })
    }
}

const isEmptyList = (node: JsonNode): boolean => node.kind === 'array' && node.items.length === 0
const isEmptyObject = (node: JsonNode): boolean => node.kind === 'object' && node.members.length === 0

/** Rules of empty lists and objects. */
export const emptyCheck: Check = {
  rules: [
    EMPTY_ARRAY_ACTION,
    EMPTY_ARRAY_RESOURCE,
    EMPTY_ARRAY_PRINCIPAL,
    EMPTY_OBJECT_PRINCIPAL,
    EMPTY_ARRAY_CONDITION,
    EMPTY_OBJECT_CONDITION,
  ],
  statement(statement, linting) {
    const { action, resource, conditions } = statement
    const { report } = linting
    if (action !== undefined && isEmptyList(action.node))
      report(EMPTY_ARRAY_ACTION, action, { message: 'This statement names no actions. Specify actions.' })
    if (resource !== undefined && isEmptyList(resource.node))
      report(EMPTY_ARRAY_RESOURCE, resource, { message: 'This statement names no resources. Specify resources.' })
    for (const condition of conditions)
      if (isEmptyList(condition.node)) {
        const message = `There are no values for the condition key ${condition.key}. Specify condition values.`
        report(EMPTY_ARRAY_CONDITION, condition, { message })
      }
    emptyPrincipals(statement, linting)
    emptyConditions(statement, linting)
  },
}

function emptyPrincipals({ principal }: DraftStatement, { report }: Linting): void {
  if (principal?.node.kind !== 'object') return
  const named = principal.entries.some(({ node }) => !isEmptyList(node))
  if (!named) {
    report(EMPTY_OBJECT_PRINCIPAL, principal, { message: 'This statement names no principals. Specify principals.' })
    return
  }
  for (const entry of principal.entries)
    if (isEmptyList(entry.node)) {
      const message = `There are no principals of type ${entry.type}. Specify some, or remove the empty list.`
      report(EMPTY_ARRAY_PRINCIPAL, entry, { message, fix: [remove(entry.location)] })
    }
}

function emptyConditions({ members }: DraftStatement, { report }: Linting): void {
  const block = members.get('Condition')
  if (block?.value.kind !== 'object') return
  const { location } = block.place
  if (isEmptyObject(block.value)) {
    const message = 'There are no conditions in this block. Specify some, or remove it.'
    report(EMPTY_OBJECT_CONDITION, block.place, { message, fix: [remove(location)] })
  }
  for (const { key, value } of block.value.members)
    if (isEmptyObject(value)) {
      const here = [...location, key]
      const only = block.value.members.length === 1
      const message = `The operator ${key} has no condition keys. Specify some, or remove it.`
      report(
        EMPTY_OBJECT_CONDITION,
        { start: value.start, end: value.end, location: here },
        { message, fix: [remove(only ? location : here)] },
      )
    }
}
