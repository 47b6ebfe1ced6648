/** The query protocol (STS, IAM): parameters in, XML or JSON out. Source: Smithy, "AWS query protocol"; ecosystem.md 2.8. */
import { ServiceError } from '../../domain/errors.ts'
import { isCalled, type Received } from '../../domain/request.ts'
import { type Compiled, NOTHING, type OperationShapes, operationsOf } from '../compile.ts'
import { encoded } from '../encoded.ts'
import { jsonObject, structureJson } from '../json/jsonOutput.ts'
import { echo } from '../malformed.ts'
import { isTransport, type Parameter, parseParameters, uniqueParameters } from '../parameters.ts'
import type {
  Encoded,
  Identified,
  OperationCodec,
  Reply,
  ServiceProtocol,
  SignedTarget,
  WireError,
} from '../protocol.ts'
import { byteText, mediaType, splitTarget } from '../wire.ts'
import { queryError } from './queryError.ts'
import { readQueryInput } from './queryInput.ts'
import { element, escapeXml, structureXml } from './xml.ts'
import { hasLongList, writtenInTurns, xmlPieces } from './xmlInTurns.ts'

const FORM = 'application/x-www-form-urlencoded'
/** What AWS's sentence says where the request names no version. */
const NO_VERSION = 'NO_VERSION_SPECIFIED'

/** Stands for an answer's content: XML has no such character. */
const CONTENT = '\0'

/** One operation of a query service. */
class QueryOperation implements OperationCodec {
  readonly name: string
  readonly #shapes: OperationShapes
  readonly #namespace: string

  constructor(shapes: OperationShapes, namespace: string) {
    this.name = shapes.name
    this.#shapes = shapes
    this.#namespace = namespace
  }

  get input() {
    return this.#shapes.input ?? NOTHING
  }

  encodeOutput(output: unknown, reply: Reply): Encoded {
    const { output: schema } = this.#shapes
    if (reply.json) return this.#encoded(this.#json(output, reply), reply)
    return this.#encoded(this.#enveloped(schema === undefined ? '' : structureXml(schema, output), reply), reply)
  }

  async encodeInTurns(output: unknown, reply: Reply): Promise<Encoded> {
    const { output: schema } = this.#shapes
    if (reply.json || schema === undefined || !hasLongList(schema, output)) return this.encodeOutput(output, reply)
    const [before = '', after = ''] = this.#enveloped(CONTENT, reply).split(CONTENT)
    return this.#encoded(await writtenInTurns([before, xmlPieces(schema, output), after]), reply)
  }

  redactInput(input: unknown): Record<string, unknown> | null {
    return this.#shapes.redactInput(input)
  }

  redactOutput(output: unknown): Record<string, unknown> | null {
    return this.#shapes.redactOutput(output)
  }

  #encoded(body: string | Uint8Array, reply: Reply): Encoded {
    return encoded({ status: 200, contentType: reply.json ? 'application/json' : 'text/xml', body }, reply)
  }

  #enveloped(content: string, { requestId }: Reply): string {
    const { output: schema, model } = this.#shapes
    const result = schema === undefined ? '' : element(model.resultWrapper ?? `${this.name}Result`, content)
    const metadata = element('ResponseMetadata', element('RequestId', escapeXml(requestId)))
    return `<${this.name}Response xmlns="${escapeXml(this.#namespace)}">${result}${metadata}</${this.name}Response>`
  }

  /** AWS's JSON form of the same answer, times as epoch seconds. */
  #json(output: unknown, { requestId }: Reply): string {
    const { output: schema, model } = this.#shapes
    const response = jsonObject()
    if (schema !== undefined) response[model.resultWrapper ?? `${this.name}Result`] = structureJson(schema, output)
    response['ResponseMetadata'] = { RequestId: requestId }
    return JSON.stringify({ [`${this.name}Response`]: response })
  }
}

/** The form's parameters. A body of another type is refused, not guessed at; no type at all is a form, as clients without one mean. */
function formParameters(request: Received): readonly Parameter[] {
  if (request.body.length === 0) return []
  if (request.method !== 'POST') throw new ServiceError('InvalidRequest', 'Only POST requests have a body.')
  const type = mediaType(request)
  if (type !== undefined && type !== FORM) {
    throw new ServiceError('InvalidRequest', `The content type ${echo(type)} is not supported.`)
  }
  return parseParameters(byteText(request.body))
}

/** A query service. */
export class QueryProtocol implements ServiceProtocol {
  readonly protocol = 'query'
  readonly signingName: string
  readonly apiVersion: string
  readonly operationNames: readonly string[]
  readonly #compiled: Compiled
  readonly #namespace: string
  readonly #operations: ReadonlyMap<string, QueryOperation>

  constructor(compiled: Compiled) {
    const { metadata } = compiled.model
    this.signingName = metadata.signingName ?? metadata.endpointPrefix
    this.apiVersion = metadata.apiVersion
    this.#compiled = compiled
    this.#namespace = metadata.xmlNamespace ?? ''
    this.#operations = operationsOf(compiled, (shapes) => new QueryOperation(shapes, this.#namespace))
    this.operationNames = [...this.#operations.keys()]
  }

  operation(name: string): OperationCodec | undefined {
    return this.#operations.get(name)
  }

  identify(request: Received, signed?: SignedTarget): Identified {
    if (request.method !== 'GET' && request.method !== 'POST') {
      throw new ServiceError('InvalidRequest', 'The method must be GET or POST.')
    }
    const query = signed?.query ?? parseParameters(splitTarget(request.target).query)
    const parameters = uniqueParameters([...query.filter(({ name }) => !isTransport(name)), ...formParameters(request)])
    const operation = this.#find(parameters.get('Action'), parameters.get('Version') ?? NO_VERSION)
    return { operation, decode: () => this.#decode(operation, parameters) }
  }

  describeError(error: unknown): WireError {
    const { code, status, fault, message } = this.#compiled.errors.resolve(error)
    return { code, status, fault, message }
  }

  encodeError(error: unknown, reply: Reply): Encoded {
    return queryError(this.#compiled.errors.resolve(error), reply, this.#namespace)
  }

  #find(action: string | undefined, version: string): QueryOperation {
    if (action === undefined || action === '') {
      throw new ServiceError('MissingAction', 'The request must contain the parameter Action.')
    }
    const operation = version === this.apiVersion ? this.#operations.get(action) : undefined
    if (operation !== undefined) return operation
    throw new ServiceError('InvalidAction', `Could not find operation ${echo(action)} for version ${echo(version)}`)
  }

  #decode(operation: QueryOperation, parameters: ReadonlyMap<string, string>): unknown {
    const own = [...parameters].filter(([name]) => name !== 'Action' && name !== 'Version')
    const input = readQueryInput(operation.input, own)
    this.#compiled.check(operation.input, input)
    return input
  }
}

/**
 * Whether the client would rather have JSON: `application/json` stands in `Accept` before any XML type and before any
 * wildcard. STS answers Vault and the Kubernetes authenticator so.
 */
export function acceptsJson(request: Received): boolean {
  const accept = request.headers.filter(([name]) => isCalled(name, 'accept'))
  if (accept.length === 0) return false
  const types = accept
    .map(([, value]) => value)
    .join(',')
    .split(',', 16)
    .map((range) => range.split(';', 1)[0]?.trim().toLowerCase())
  return (
    types.find((type) => type === 'application/json' || type?.endsWith('/xml') === true || type === '*/*') ===
    'application/json'
  )
}
