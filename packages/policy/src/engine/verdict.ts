/** The short answer. */
import type { Layer, Outcome } from '../types.ts'

/** A decision without its reasons. `layer` is set on denials: the first responsible one in AWS's documented order (rule 1.1). */
export interface Verdict {
  readonly allowed: boolean
  readonly outcome: Outcome
  readonly layer?: Layer
}

const LAYERS: readonly Layer[] = ['rcp', 'scp', 'resource', 'trust', 'identity', 'boundary', 'session']

function denials(outcome: Outcome): Readonly<Record<Layer, Verdict>> {
  const all = LAYERS.map((layer): [Layer, Verdict] => [layer, Object.freeze({ allowed: false, outcome, layer })])
  return Object.freeze(Object.fromEntries(all) as Record<Layer, Verdict>)
}

/** All there is; verdicts are never made, only chosen. */
export const ALLOWED: Verdict = Object.freeze({ allowed: true, outcome: 'allowed' })
export const EXPLICIT_DENY: Readonly<Record<Layer, Verdict>> = denials('explicitDeny')
export const IMPLICIT_DENY: Readonly<Record<Layer, Verdict>> = denials('implicitDeny')
