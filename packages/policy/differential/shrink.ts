/** Makes a failing request small: leaves things out and simplifies the rest for as long as it still fails. */
import { ACCOUNT, PRINCIPALS } from '../cases/fixtures.ts'
import type { PlainRequest } from './row.ts'

type Path = readonly (string | number)[]

/** Candidates tried before giving up on more. */
const ATTEMPTS = 4000

/** A smallest request (no single reduction of it fails) for which `fails` still holds, within a bounded number of attempts. */
export function shrink(request: PlainRequest, fails: (candidate: PlainRequest) => boolean): PlainRequest {
  let smallest = request
  let attempts = 0
  for (let progress = true; progress && attempts < ATTEMPTS;) {
    progress = false
    for (const candidate of reductions(smallest)) {
      attempts += 1
      if (attempts > ATTEMPTS) break
      if (!fails(candidate)) continue
      smallest = candidate
      progress = true
      break
    }
  }
  return smallest
}

/** Every request that is a step simpler, the boldest steps first. */
function* reductions(request: PlainRequest): Generator<PlainRequest> {
  const places = [...walk(request, [])]
  for (const path of places) if (removable(request, path)) yield without(request, path)
  const { principal } = request
  for (const simple of [PRINCIPALS['user'], PRINCIPALS['role'], PRINCIPALS['service']])
    if (simple !== undefined && JSON.stringify(simple).length < JSON.stringify(principal).length)
      yield { ...request, principal: simple }
  if (request.resourceAccount !== ACCOUNT) yield { ...request, resourceAccount: ACCOUNT }
  for (const path of places) for (const value of simpler(at(request, path), path)) yield replaced(request, path, value)
}

function* walk(value: unknown, path: Path): Generator<Path> {
  if (path.length > 0) yield path
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value))
    if (path.length > 0 || name !== 'principal')
      yield* walk(inner, [...path, Array.isArray(value) ? Number(name) : name])
}

const OPTIONAL: ReadonlySet<string> = new Set([
  'boundary',
  'session',
  'sessionLimitsDirectGrant',
  'sid',
  'id',
  'version',
  'attachedTo',
])

/** Members of lists, keys of the context, and the optional properties (those of documents only where a document does without). */
function removable(request: PlainRequest, path: Path): boolean {
  const name = path.at(-1)
  if (typeof name === 'number') return !isLastOf(request, path.slice(0, -1))
  if (path.length === 2 && path[0] === 'context') return true
  if (path.length === 2 && name === 'resource' && path[0] === 'policies') return true
  const parent = at(request, path.slice(0, -1))
  const inDocument = typeof parent === 'object' && parent !== null && 'statements' in parent
  const isSource = typeof parent === 'object' && parent !== null && 'document' in parent
  if (name === 'version') return isSource
  if (name === 'id') return inDocument
  return name !== undefined && OPTIONAL.has(name)
}

/** A condition or element without values is a malformed one, which is not simpler. */
function isLastOf(request: PlainRequest, path: Path): boolean {
  const list = at(request, path)
  const name = path.at(-1)
  return (name === 'patterns' || name === 'values') && Array.isArray(list) && list.length === 1
}

function* simpler(value: unknown, path: Path): Generator {
  const name = path.at(-1)
  if (typeof value === 'boolean') {
    if (value) yield false
    return
  }
  if (typeof value !== 'string') return
  if (name === 'quantifier' && value !== 'one') yield 'one'
  if (FIXED.has(String(name))) return
  if (name !== 'action' && value.length > 1) yield '*'
  for (let size = Math.ceil(value.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let from = 0; from < value.length; from += size)
      if (size < value.length) yield value.slice(0, from) + value.slice(from + size)
}

/** Names that stay: to cut them makes nothing simpler. */
const FIXED: ReadonlySet<string> = new Set([
  'effect',
  'operator',
  'quantifier',
  'type',
  'version',
  'kind',
  'resourceAccount',
  'id',
])

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, name) => (inner as Record<string | number, unknown>)[name], value)
}

function replaced(request: PlainRequest, path: Path, value: unknown): PlainRequest {
  const copy = structuredClone(request)
  const parent = at(copy, path.slice(0, -1)) as Record<string | number, unknown>
  Object.defineProperty(parent, path.at(-1) ?? '', { value, enumerable: true, writable: true, configurable: true })
  return copy
}

function without(request: PlainRequest, path: Path): PlainRequest {
  const copy = structuredClone(request)
  const parent = at(copy, path.slice(0, -1))
  const name = path.at(-1) ?? ''
  if (Array.isArray(parent)) parent.splice(Number(name), 1)
  else delete (parent as Record<string | number, unknown>)[name]
  return copy
}
