/** Applies a finding's fix to the policy text, leaving the rest of the text letter for letter as it is. */
import { type JsonNode, scanJson } from '../document/json.ts'
import type { JsonPatchOperation, JsonValue } from './finding.ts'

/** Replaces the text between two offsets. */
interface Edit {
  readonly start: number
  readonly end: number
  readonly by: string
}

/**
 * The policy text after `fix` (the subset of RFC 6902 that `Finding.fix` uses: add and replace members, remove members and
 * items). Undefined where the text is not JSON or has no such place: a fix belongs to the text that was linted.
 */
export function applyFix(text: string, fix: readonly JsonPatchOperation[]): string | undefined {
  let result = text
  for (const operation of fix) {
    const root = scanJson(result)
    const edit = 'reason' in root ? undefined : editOf(operation, root, result)
    if (edit === undefined) return undefined
    result = result.slice(0, edit.start) + edit.by + result.slice(edit.end)
  }
  return result
}

/** Something that holds parts: where each begins (with its name) and ends. */
interface Part {
  readonly start: number
  readonly node: JsonNode
}

function editOf(operation: JsonPatchOperation, root: JsonNode, text: string): Edit | undefined {
  const steps = operation.path.split('/').slice(1).map(unescapeStep)
  const last = steps.pop()
  const parent = steps.reduce<JsonNode | undefined>((node, step) => partsOf(node).get(step)?.node, root)
  if (last === undefined || parent === undefined) return undefined
  const parts = partsOf(parent)
  const part = parts.get(last)
  if (operation.op === 'remove') return part === undefined ? undefined : removal([...parts.values()], part)
  if (part !== undefined) return { start: part.node.start, end: part.node.end, by: print(operation.value) }
  return operation.op === 'add' && parent.kind === 'object' ? insertion(parent, last, { operation, text }) : undefined
}

const unescapeStep = (step: string): string => step.replaceAll('~1', '/').replaceAll('~0', '~')

function partsOf(node: JsonNode | undefined): ReadonlyMap<string, Part> {
  if (node?.kind === 'object')
    return new Map(node.members.map(({ key, start, value }) => [key, { start, node: value }]))
  if (node?.kind === 'array')
    return new Map(node.items.map((item, index) => [String(index), { start: item.start, node: item }]))
  return new Map()
}

/** With the comma and white space that part it from its neighbour. */
function removal(parts: readonly Part[], part: Part): Edit {
  const index = parts.indexOf(part)
  const next = parts[index + 1]
  if (next !== undefined) return { start: part.start, end: next.start, by: '' }
  return { start: parts[index - 1]?.node.end ?? part.start, end: part.node.end, by: '' }
}

/** A new member stands last, a new Version first; the white space is that of its neighbour. */
function insertion(
  parent: Extract<JsonNode, { kind: 'object' }>,
  name: string,
  { operation, text }: { readonly operation: { readonly value: JsonValue }; readonly text: string },
): Edit {
  const member = `${JSON.stringify(name)}: ${print(operation.value)}`
  const first = parent.members[0]
  const last = parent.members.at(-1)
  if (first === undefined || last === undefined) return { start: parent.start + 1, end: parent.start + 1, by: member }
  const space = text.slice(parent.start + 1, first.start)
  if (name === 'Version') return { start: first.start, end: first.start, by: `${member},${space === '' ? ' ' : space}` }
  const end = last.value.end
  return { start: end, end, by: `,${space === '' ? ' ' : space}${member}` }
}

/** Compact, with the spaces that people write. */
function print(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(print).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{ ${Object.entries(value)
    .map(([name, part]) => `${JSON.stringify(name)}: ${print(part)}`)
    .join(', ')} }`
}
