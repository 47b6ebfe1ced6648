/** Policy text to parsed document, strictly: for the moment a policy is written. */
import type { ParseResult, PolicyDocument, PolicyType, PolicyVersion, Statement, UnreadablePolicy } from '../types.ts'
import { faultList, type FaultList, type Place } from './faults.ts'
import { type JsonNode, scanJson } from './json.ts'
import { spansOf } from './lines.ts'
import { isOversize, POLICY_QUOTAS } from './size.ts'
import { Elements, readElements, readString } from './shape.ts'
import { readStatement } from './statement.ts'

/** `managed`: a managed policy, for which IAM insists on version 2012-10-17 (as Organizations always does). */
export interface ParseOptions {
  readonly managed?: boolean
}

/** Everything outside the characters that the `PolicyDocument` parameters of IAM and STS admit. */
const FOREIGN = /[^\t\n\r\u0020-\u00ff]/
const LAST = 0xff

/**
 * Reads `text` as a policy of `type`. Refuses oversize texts before scanning, all that is not strict JSON, unknown
 * elements and operators, malformed principals, ARNs and condition values. Never throws; the result is frozen by type.
 */
export function parsePolicy(text: string, type: PolicyType, options: ParseOptions = {}): ParseResult {
  if (isOversize(text, type)) return refuseSize(type)
  return parseText(text, type, options)
}

/**
 * Reads a policy that was stored earlier. What cannot be read comes back as `UnreadablePolicy`, which denies everything
 * in its layer; it is never treated as absent (POL-07). Quotas do not apply: they may have been raised when it was written.
 */
export function readStoredPolicy(text: string, type: PolicyType): PolicyDocument | UnreadablePolicy {
  const result = parseText(text, type, {})
  if (result.ok) return result.policy
  const [first] = result.faults
  return { unreadable: first === undefined ? 'malformed' : `${first.path || 'document'}: ${first.detail}` }
}

function refuseSize(type: PolicyType): ParseResult {
  const { max, counted } = POLICY_QUOTAS[type]
  const faults = faultList(type, () => ({ start: 0, end: 0, line: 1, column: 1 }))
  const detail = `${type === 'identity' ? 'an' : 'a'} ${type} policy may have ${max} characters${counted === 'nonWhitespace' ? ', white space not counted' : ''}`
  faults.add('size', { start: 0, end: 0, path: '' }, { detail, quote: String(max) })
  return { ok: false, faults: faults.sorted() }
}

function parseText(text: string, type: PolicyType, options: ParseOptions): ParseResult {
  const spanOf = spansOf(text)
  const faults = faultList(type, spanOf)
  const root = scanJson(text, LAST)
  if ('reason' in root) {
    // No scan comes past a foreign character, but another fault may stand before it: AWS looks at the characters first.
    const foreign = text.search(FOREIGN)
    if (foreign === -1) faults.add('json', { start: root.at, end: root.at, path: '' }, { detail: root.reason })
    else
      faults.add('json', { start: foreign, end: foreign + 1, path: '' }, { detail: 'character outside U+0020-U+00FF' })
    return { ok: false, faults: faults.sorted() }
  }
  const policy = readDocument(root, { faults, spanOf, managed: options.managed ?? false })
  const found = faults.sorted()
  return found.length > 0 || policy === undefined ? { ok: false, faults: found } : { ok: true, policy }
}

interface Reading {
  readonly faults: FaultList
  readonly spanOf: ReturnType<typeof spansOf>
  readonly managed: boolean
}

const TOP_ELEMENTS: readonly string[] = ['Version', 'Id', 'Statement']

function readDocument(root: JsonNode, { faults, spanOf, managed }: Reading): PolicyDocument | undefined {
  const elements = readElements(root, '', { faults, known: TOP_ELEMENTS })
  if (elements === undefined) return undefined
  const version = readVersion(elements.get('Version'), { root, faults, managed })
  const id = readString(elements.get('Id'), { parent: '', name: 'Id' }, faults)
  const block = elements.get('Statement')
  const nodes = block?.kind === 'array' ? block.items : block === undefined ? [] : [block]
  if (nodes.length === 0) faults.add('syntax', placeOf(block ?? root, 'Statement'), { detail: 'no statements' })
  const statements: Statement[] = []
  for (const [index, node] of nodes.entries()) {
    const path = block?.kind === 'array' ? `Statement[${index}]` : 'Statement'
    const statement = readStatement(node, { index, path, version, faults, spanOf })
    if (statement !== undefined) statements.push(statement)
  }
  checkSids(statements, nodes, faults)
  return { type: faults.type, version, ...(id === undefined ? {} : { id }), statements }
}

function placeOf(node: Pick<JsonNode, 'start' | 'end'>, path: string): Place {
  return { start: node.start, end: node.end, path }
}

function readVersion(
  node: JsonNode | undefined,
  { root, faults, managed }: { readonly root: JsonNode; readonly faults: FaultList; readonly managed: boolean },
): PolicyVersion {
  const version = readString(node, { parent: '', name: 'Version' }, faults) ?? '2008-10-17'
  if (version === '2012-10-17') return version
  const organizations = faults.type === 'scp' || faults.type === 'rcp'
  const old = version === '2008-10-17'
  if (!old || managed || organizations)
    faults.add(old ? 'version' : 'syntax', placeOf(node ?? root, 'Version'), { detail: 'Version must be "2012-10-17"' })
  return '2008-10-17'
}

/** Sids are unique within a policy; the empty one does not count. */
function checkSids(statements: readonly Statement[], nodes: readonly JsonNode[], faults: FaultList): void {
  const seen = new Set<string>()
  for (const { sid, index } of statements) {
    if (sid === undefined || sid === '') continue
    if (seen.has(sid)) {
      const node = nodes[index]
      const written = node?.kind === 'object' ? new Elements(node.members).get('Sid') : undefined
      const place = placeOf(written ?? { start: 0, end: 0 }, `Statement[${index}].Sid`)
      faults.add('sidUnique', place, { detail: `Sid "${sid}" appears twice` })
    }
    seen.add(sid)
  }
}
