/** The awsJson protocol (Organizations, CloudTrail): the operation in a header, JSON in and out. Source: Smithy, "AWS JSON 1.1 protocol". */
import { ServiceError } from '../../domain/errors.ts'
import type { Received } from '../../domain/request.ts'
import { type Compiled, NOTHING, type OperationShapes, operationsOf } from '../compile.ts'
import { encoded } from '../encoded.ts'
import { echo } from '../malformed.ts'
import { isTransport, parseParameters } from '../parameters.ts'
import type {
  Encoded,
  Identified,
  OperationCodec,
  Reply,
  ServiceProtocol,
  SignedTarget,
  WireError,
} from '../protocol.ts'
import { bodyText, mediaType, soleHeader, splitTarget } from '../wire.ts'
import { jsonError } from './jsonError.ts'
import { readJson, structureOfJson } from './jsonInput.ts'
import { structureJson } from './jsonOutput.ts'

/** One operation of an awsJson service. */
class JsonOperation implements OperationCodec {
  readonly name: string
  readonly #shapes: OperationShapes
  readonly #contentType: string

  constructor(shapes: OperationShapes, contentType: string) {
    this.name = shapes.name
    this.#shapes = shapes
    this.#contentType = contentType
  }

  get input() {
    return this.#shapes.input ?? NOTHING
  }

  encodeOutput(output: unknown, reply: Reply): Encoded {
    const schema = this.#shapes.output
    // An operation without output answers an empty body, as AWS does.
    const body = schema === undefined ? '' : JSON.stringify(structureJson(schema, output))
    return encoded({ status: 200, contentType: this.#contentType, body }, reply)
  }

  /** No answer of these services is long. */
  async encodeInTurns(output: unknown, reply: Reply): Promise<Encoded> {
    return this.encodeOutput(output, reply)
  }

  redactInput(input: unknown): Record<string, unknown> | null {
    return this.#shapes.redactInput(input)
  }

  redactOutput(output: unknown): Record<string, unknown> | null {
    return this.#shapes.redactOutput(output)
  }
}

/** An awsJson service. */
export class JsonProtocol implements ServiceProtocol {
  readonly protocol = 'json'
  readonly signingName: string
  readonly apiVersion: string
  readonly targetPrefix: string
  readonly operationNames: readonly string[]
  readonly #compiled: Compiled
  readonly #contentType: string
  readonly #operations: ReadonlyMap<string, JsonOperation>

  constructor(compiled: Compiled) {
    const { metadata } = compiled.model
    if (metadata.targetPrefix === undefined) throw new Error(`the model of ${metadata.serviceId} has no target prefix`)
    this.signingName = metadata.signingName ?? metadata.endpointPrefix
    this.apiVersion = metadata.apiVersion
    this.targetPrefix = metadata.targetPrefix
    this.#compiled = compiled
    this.#contentType = `application/x-amz-json-${metadata.jsonVersion ?? '1.1'}`
    this.#operations = operationsOf(compiled, (shapes) => new JsonOperation(shapes, this.#contentType))
    this.operationNames = [...this.#operations.keys()]
  }

  operation(name: string): OperationCodec | undefined {
    return this.#operations.get(name)
  }

  identify(request: Received, signed?: SignedTarget): Identified {
    if (request.method !== 'POST') throw new ServiceError('InvalidRequest', 'The method must be POST.')
    const query = signed?.query ?? parseParameters(splitTarget(request.target).query)
    if (query.some(({ name }) => !isTransport(name))) {
      throw new ServiceError('InvalidRequest', 'The request must not have query parameters.')
    }
    const operation = this.#find(soleHeader(request, 'x-amz-target'))
    return { operation, decode: () => this.#decode(operation, request) }
  }

  describeError(error: unknown): WireError {
    const { code, status, fault, message } = this.#compiled.errors.resolve(error)
    return { code, status, fault, message }
  }

  encodeError(error: unknown, reply: Reply): Encoded {
    return jsonError(this.#compiled.errors.resolve(error), reply, this.#contentType)
  }

  #find(target: string | undefined): JsonOperation {
    if (target === undefined)
      throw new ServiceError('MissingAction', 'The request must contain the header X-Amz-Target.')
    const prefix = `${this.targetPrefix}.`
    const operation = target.startsWith(prefix) ? this.#operations.get(target.slice(prefix.length)) : undefined
    if (operation !== undefined) return operation
    throw new ServiceError('InvalidAction', `Could not find operation ${echo(target)}`)
  }

  #decode(operation: JsonOperation, request: Received): unknown {
    const type = mediaType(request)
    if (request.body.length > 0 && type !== this.#contentType) {
      throw new ServiceError('InvalidRequest', `The content type must be ${this.#contentType}.`)
    }
    const input = structureOfJson(operation.input, readJson(bodyText(request)), '')
    this.#compiled.check(operation.input, input)
    return input
  }
}
