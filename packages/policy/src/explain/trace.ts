/** Reports brought back together with the statements they speak of. */
import type { AuthorizationRequest, Layer, LayerReport, PolicySource, Statement, StatementReport } from '../types.ts'

/** One statement, its policy and what it said. `statement` is absent when the policy is unreadable. */
export interface Traced {
  readonly report: StatementReport
  readonly source: PolicySource
  readonly statement: Statement | undefined
}

/** The policies of a layer (of one level), in the order in which reports speak of them. */
export function sourcesOf({ policies }: AuthorizationRequest, layer: Layer, level = 0): readonly PolicySource[] {
  switch (layer) {
    case 'rcp':
    case 'scp':
      return policies[layer][level] ?? []
    case 'resource':
    case 'trust':
      return policies.resource === undefined ? [] : [policies.resource.source]
    case 'identity':
      return policies.identity
    case 'boundary':
      return policies.boundary === undefined ? [] : [policies.boundary]
    case 'session':
      return policies.session ?? []
  }
}

/** The statements of a layer beside their reports. */
export function trace(request: AuthorizationRequest, { layer, level, statements }: LayerReport): readonly Traced[] {
  const traced: Traced[] = []
  for (const source of sourcesOf(request, layer, level)) {
    const { document } = source
    const own = 'unreadable' in document ? [undefined] : document.statements
    for (const statement of own) {
      const report = statements[traced.length]
      if (report !== undefined) traced.push({ report, source, statement })
    }
  }
  return traced
}
