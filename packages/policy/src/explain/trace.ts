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

/** Those of a layer's statements that are `wanted`, beside their reports. */
export function trace(
  request: AuthorizationRequest,
  { layer, level, statements }: LayerReport,
  wanted: (report: StatementReport, statement: Statement | undefined) => boolean,
): readonly Traced[] {
  const traced: Traced[] = []
  let next = 0
  for (const source of sourcesOf(request, layer, level)) {
    const own = 'unreadable' in source.document ? UNREADABLE : source.document.statements
    for (let index = 0; index < own.length; index += 1, next += 1) {
      const report = statements[next]
      if (report !== undefined && wanted(report, own[index])) traced.push({ report, source, statement: own[index] })
    }
  }
  return traced
}

/** An unreadable policy makes one report, of no statement. */
const UNREADABLE: readonly undefined[] = [undefined]
