/** The engine under test, by all its doors. */
import { type AuthorizationRequest, type ContextValue, createEngine } from '../src/index.ts'
import type { Engine, Verdict } from './differ.ts'

/** With a memory so short that nearly everything is forgotten at once. */
const FORGETFUL = createEngine({ documents: 1, bundles: 1, actions: 1, weight: 1 })
/** With plans for every template from its first request on, and with none. */
const SETTLING = createEngine({ documents: 64, bundles: 64, patience: 0 })
const GENERAL = createEngine({ documents: 64, bundles: 64, patience: Number.POSITIVE_INFINITY })

const OTHER_VALUE: ContextValue = { values: ['other'], multi: false }

/** The prepared path of a server: a bundle, a template, and entries for what the template has not, or has with another value. */
function decidePrepared(
  { bundle }: typeof SETTLING,
  { policies, context, ...question }: AuthorizationRequest,
  replaced: (index: number) => boolean,
): Verdict {
  const made = bundle(policies)
  const template = new Map<string, ContextValue>()
  const entries: [string, ContextValue][] = []
  for (const [index, [key, value]] of [...context].entries()) {
    if (index % 2 === 0) template.set(key, replaced(index) ? OTHER_VALUE : value)
    if (index % 2 !== 0 || replaced(index)) entries.push([key, value])
  }
  const source = policies.resource
  const resourcePolicy = source === undefined ? undefined : { kind: source.kind, document: source.source.document }
  return made.decide({ ...question, context: made.template(template).context(entries), resourcePolicy })
}

/** The compiled engine, with a memory of a few scenes: more would only be carried about by the garbage collector. */
const { decide, judge } = createEngine({ documents: 64, bundles: 64 })

export const COMPILED: Engine = {
  decide,
  judge,
  others: {
    settled: (request) => decidePrepared(SETTLING, request, () => false),
    replaced: (request) => decidePrepared(SETTLING, request, (index) => index % 3 === 0),
    prepared: (request) => decidePrepared(GENERAL, request, (index) => index % 3 === 0),
    forgetful: FORGETFUL.decide,
  },
}
