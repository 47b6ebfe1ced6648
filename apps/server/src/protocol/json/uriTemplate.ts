/** Paths of restJson operations: matching a raw path against templates such as `/tags/{resourceArn}`. Source: Smithy, "http trait". */
import { ServiceError } from '../../domain/errors.ts'

/** One segment of a template. A greedy label takes the rest of the path, slashes and all. */
type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'label' | 'greedy'; readonly name: string }

/** A template, split once. */
export interface UriTemplate {
  readonly segments: readonly Segment[]
  /** Query parameters that are part of the template: `?operation=x`. */
  readonly query: readonly (readonly [name: string, value: string])[]
}

const LABEL = /^\{(?<name>[A-Za-z0-9_]+)(?<greedy>\+?)\}$/v

function segmentOf(text: string): Segment {
  const groups = LABEL.exec(text)?.groups
  if (groups?.['name'] === undefined) return { kind: 'literal', text }
  return { kind: groups['greedy'] === '+' ? 'greedy' : 'label', name: groups['name'] }
}

const pathSegments = (path: string): string[] => path.split('/').slice(1)

/** Splits a model's `requestUri`. */
export function uriTemplate(requestUri: string): UriTemplate {
  const mark = requestUri.indexOf('?')
  const path = mark < 0 ? requestUri : requestUri.slice(0, mark)
  const query = mark < 0 ? [] : requestUri.slice(mark + 1).split('&')
  return {
    segments: pathSegments(path).map(segmentOf),
    query: query.map((piece) => {
      const [name = '', value = ''] = piece.split('=', 2)
      return [name, value] as const
    }),
  }
}

const RANK = { literal: 0, label: 1, greedy: 2 }

/** Orders templates so that the one that says more about a path comes first. */
export function moreSpecific(a: UriTemplate, b: UriTemplate): number {
  for (const [index, segment] of a.segments.entries()) {
    const other = b.segments[index]
    const difference = other === undefined ? -1 : RANK[segment.kind] - RANK[other.kind]
    if (difference !== 0) return difference
  }
  return b.query.length - a.query.length
}

/** Segments are split before they are decoded: an escaped slash stays inside its label. */
function decodedLabel(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new ServiceError('InvalidRequest', 'The path contains a malformed escape.')
  }
}

/**
 * The labels of `path` (raw, as received), decoded, or undefined where it does not match. A label is never empty. Throws
 * InvalidRequest on a broken escape or invalid UTF-8.
 */
export function matchPath(template: UriTemplate, path: string): ReadonlyMap<string, string> | undefined {
  const parts = pathSegments(path)
  const { segments } = template
  const greedy = segments.at(-1)?.kind === 'greedy'
  if (greedy ? parts.length < segments.length : parts.length !== segments.length) return undefined
  const labels = new Map<string, string>()
  for (const [index, segment] of segments.entries()) {
    const part = segment.kind === 'greedy' ? parts.slice(index).join('/') : (parts[index] ?? '')
    if (segment.kind === 'literal' ? part !== segment.text : part === '') return undefined
    if (segment.kind !== 'literal') labels.set(segment.name, part)
  }
  return new Map([...labels].map(([name, text]) => [name, decodedLabel(text)]))
}
