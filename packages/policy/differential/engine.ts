/** The engine under test, by all its doors. */
import { type AuthorizationRequest, createEngine } from '../src/index.ts'
import type { Engine, Verdict } from './differ.ts'

/** With a memory so short that nearly everything is forgotten at once. */
const FORGETFUL = createEngine({ documents: 1, bundles: 1, actions: 1, weight: 1 })
const PREPARED = createEngine({ documents: 64, bundles: 64 })

/** The prepared path of a server: a bundle, a template of half the context (in part replaced), entries of the rest. */
function decidePrepared({ policies, context, ...question }: AuthorizationRequest): Verdict {
  const bundle = PREPARED.bundle(policies)
  const template = new Map([...context].filter((_, index) => index % 2 === 0))
  const entries = [...context].filter((_, index) => index % 3 !== 0 || index % 2 !== 0)
  const source = policies.resource
  const resourcePolicy = source === undefined ? undefined : { kind: source.kind, document: source.source.document }
  return bundle.decide({ ...question, context: bundle.template(template).context(entries), resourcePolicy })
}

/** The compiled engine. */
/** The compiled engine, with a memory of a few scenes: more would only be carried about by the garbage collector. */
const { decide, judge } = createEngine({ documents: 64, bundles: 64 })

export const COMPILED: Engine = { decide, judge, others: { prepared: decidePrepared, forgetful: FORGETFUL.decide } }
