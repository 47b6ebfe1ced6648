/** Reading back what authz/reasoning.ts wrote: which policies it speaks of. */

/** A policy as the document lists it. */
export interface PolicyInForce {
  readonly layer: string
  readonly level?: number
  readonly id: string
  readonly version?: string
  readonly attachedTo?: string
  readonly fingerprint?: string
}

type Json = Readonly<Record<string, unknown>>

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isJson) : [])

/** The policies in force whose statements the document names, in its order: the others explain nothing. */
export function policiesNamed(document: Json): readonly PolicyInForce[] {
  const reasoning = isJson(document['reasoning']) ? document['reasoning'] : {}
  const statements = [
    ...list(reasoning['layers']).flatMap((layer) => list(layer['statements'])),
    ...list(reasoning['nearMisses']),
  ]
  const named = new Set(statements.map(({ statement }) => (isJson(statement) ? nameOf(statement, 'policyId') : '')))
  return list(reasoning['policies'])
    .filter((policy) => named.has(nameOf(policy, 'id')))
    .flatMap((policy) => readPolicy(policy))
}

function nameOf(json: Json, id: 'id' | 'policyId'): string {
  return JSON.stringify([json['layer'], json['level'], json[id], json['version'], json['attachedTo']])
}

function readPolicy(json: Json): readonly PolicyInForce[] {
  const text = (name: string): string | undefined => {
    const value = json[name]
    return typeof value === 'string' ? value : undefined
  }
  const [layer, id, version, attachedTo, fingerprint] = ['layer', 'id', 'version', 'attachedTo', 'fingerprint'].map(
    text,
  )
  const { level } = json
  if (layer === undefined || id === undefined) return []
  return [
    {
      layer,
      id,
      ...(typeof level === 'number' ? { level } : {}),
      ...(version === undefined ? {} : { version }),
      ...(attachedTo === undefined ? {} : { attachedTo }),
      ...(fingerprint === undefined ? {} : { fingerprint }),
    },
  ]
}
