/** The restJson protocol: path, query, headers and a JSON body. Source: Smithy, "AWS restJson1 protocol". */
import { ServiceError } from '../../domain/errors.ts'
import type { Received } from '../../domain/request.ts'
import { type Compiled, type OperationShapes, operationsOf } from '../compile.ts'
import { isTransport, type Parameter, parseParameters } from '../parameters.ts'
import type {
  Encoded,
  Identified,
  OperationCodec,
  Reply,
  ServiceProtocol,
  SignedTarget,
  WireError,
} from '../protocol.ts'
import { splitTarget } from '../wire.ts'
import { jsonError } from './jsonError.ts'
import { readRestInput } from './restInput.ts'
import { restOutput } from './restOutput.ts'
import { matchPath, moreSpecific, type UriTemplate, uriTemplate } from './uriTemplate.ts'

const CONTENT_TYPE = 'application/json'

/** One operation of a restJson service. */
class RestOperation implements OperationCodec {
  readonly name: string
  readonly method: string
  readonly template: UriTemplate
  readonly shapes: OperationShapes

  constructor(shapes: OperationShapes) {
    this.name = shapes.name
    this.method = shapes.model.http.method
    this.template = uriTemplate(shapes.model.http.requestUri)
    this.shapes = shapes
  }

  encodeOutput(output: unknown, reply: Reply): Encoded {
    const status = this.shapes.model.http.responseCode ?? 200
    return restOutput(this.shapes.output, { value: output, status }, reply)
  }

  /** No answer of these services is long. */
  async encodeInTurns(output: unknown, reply: Reply): Promise<Encoded> {
    return this.encodeOutput(output, reply)
  }

  redactInput(input: unknown): Record<string, unknown> | null {
    return this.shapes.redactInput(input)
  }

  redactOutput(output: unknown): Record<string, unknown> | null {
    return this.shapes.redactOutput(output)
  }
}

/** The operation that a path and query ask for, and what the path says. */
interface Match {
  readonly operation: RestOperation
  readonly labels: ReadonlyMap<string, string>
}

/** A restJson service. */
export class RestProtocol implements ServiceProtocol {
  readonly protocol = 'rest-json'
  readonly signingName: string
  readonly apiVersion: string
  readonly operationNames: readonly string[]
  readonly #compiled: Compiled
  readonly #operations: ReadonlyMap<string, RestOperation>
  /** The same, the most specific path first. */
  readonly #byPath: readonly RestOperation[]

  constructor(compiled: Compiled) {
    const { metadata } = compiled.model
    this.signingName = metadata.signingName ?? metadata.endpointPrefix
    this.apiVersion = metadata.apiVersion
    this.#compiled = compiled
    this.#operations = operationsOf(compiled, (shapes) => new RestOperation(shapes))
    this.#byPath = [...this.#operations.values()].sort((a, b) => moreSpecific(a.template, b.template))
    this.operationNames = [...this.#operations.keys()]
  }

  operation(name: string): OperationCodec | undefined {
    return this.#operations.get(name)
  }

  identify(request: Received, signed?: SignedTarget): Identified {
    const target = splitTarget(request.target)
    const parameters = signed?.query ?? parseParameters(target.query)
    const query = parameters.filter(({ name }) => !isTransport(name))
    const { operation, labels } = this.#find(request.method, signed?.path ?? target.path, query)
    const fixed = new Set(operation.template.query.map(([name]) => name))
    const own = query.filter(({ name }) => !fixed.has(name))
    return { operation, decode: () => this.#decode(operation, { request, labels, query: own }) }
  }

  describeError(error: unknown): WireError {
    const { code, status, fault, message } = this.#compiled.errors.resolve(error)
    return { code, status, fault, message }
  }

  encodeError(error: unknown, reply: Reply): Encoded {
    return jsonError(this.#compiled.errors.resolve(error), reply, CONTENT_TYPE)
  }

  #find(method: string, path: string, query: readonly Parameter[]): Match {
    for (const operation of this.#byPath) {
      if (operation.method !== method) continue
      const labels = matchPath(operation.template, path)
      const fixed = operation.template.query.every(([name, value]) =>
        query.some((parameter) => parameter.name === name && parameter.value === value),
      )
      if (labels !== undefined && fixed) return { operation, labels }
    }
    throw new ServiceError('InvalidAction', 'Could not find an operation for this method and path.')
  }

  #decode(operation: RestOperation, parts: Parameters<typeof readRestInput>[1]): unknown {
    const { input: schema } = operation.shapes
    const input = readRestInput(schema, parts)
    if (schema !== undefined) this.#compiled.check(schema, input)
    return input
  }
}
