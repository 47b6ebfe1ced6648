/** Services' wire protocols by the names of their models. */
import { compile } from './compile.ts'
import { ErrorTable } from './errors.ts'
import { JsonProtocol } from './json/awsJson.ts'
import { jsonError } from './json/jsonError.ts'
import { RestProtocol } from './json/restJson.ts'
import { readModel, type ServiceModel } from './model.ts'
import { patterns as served } from './patterns.generated.ts'
import type { ErrorCodec, ServiceProtocol } from './protocol.ts'
import { QueryProtocol } from './query/awsQuery.ts'
import { queryError } from './query/queryError.ts'

/** The models this release serves: files of apps/server/models. */
export type ModelName = 'sts' | 'iam' | 'organizations' | 'accessanalyzer' | 'account' | 'brevet'

/** The protocol of a model. `patterns` holds the translation of every pattern in it. */
export function protocolOf(model: ServiceModel, patterns: ReadonlyMap<string, RegExp>): ServiceProtocol {
  const compiled = compile(model, patterns)
  switch (model.metadata.protocol) {
    case 'query':
      return new QueryProtocol(compiled)
    case 'json':
      return new JsonProtocol(compiled)
    case 'rest-json':
      return new RestProtocol(compiled)
  }
}

/** The protocol of a served service. Reads its model; throws where the model is missing or names an unknown protocol. */
export const loadProtocol = (name: ModelName): ServiceProtocol => protocolOf(readModel(name), served)

/**
 * Errors for requests that belong to no service: an unknown signing name, an unreadable signature. `json` has no document
 * form of its own to go by, so the caller picks the protocol by what the client seems to speak.
 */
export function unroutedErrors(protocol: ServiceProtocol['protocol']): ErrorCodec {
  const table = new ErrorTable(protocol)
  return {
    describeError: (error) => {
      const { code, status, fault, message } = table.resolve(error)
      return { code, status, fault, message }
    },
    encodeError: (error, reply) => {
      const resolved = table.resolve(error)
      if (protocol === 'query') return queryError(resolved, reply, '')
      return jsonError(resolved, reply, protocol === 'json' ? 'application/x-amz-json-1.1' : 'application/json')
    },
  }
}
