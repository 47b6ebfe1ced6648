/** Service models: the wire facts of a service, read from apps/server/models and completed by its overlay. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** How a structure's member, a list's item or a map's key or value refers to its shape. */
export interface ShapeReference {
  readonly shape: string
  /** The name on the wire where it differs from the member's own. */
  readonly locationName?: string
  /** Where a restJson member travels; absent means in the body. */
  readonly location?: 'uri' | 'querystring' | 'header' | 'headers' | 'statusCode'
  /** A list without a wrapping element of its own. */
  readonly flattened?: boolean
  readonly idempotencyToken?: boolean
}

/** The kinds of shape that AWS's models use. */
export type ShapeType =
  | 'structure'
  | 'list'
  | 'map'
  | 'string'
  | 'integer'
  | 'long'
  | 'float'
  | 'double'
  | 'boolean'
  | 'timestamp'
  | 'blob'

/** One shape. Which members exist depends on `type`; `min` and `max` bound lengths, sizes or values. */
export interface Shape {
  readonly type: ShapeType
  readonly members?: Readonly<Record<string, ShapeReference>>
  readonly required?: readonly string[]
  readonly member?: ShapeReference
  readonly key?: ShapeReference
  readonly value?: ShapeReference
  readonly flattened?: boolean
  readonly enum?: readonly string[]
  readonly pattern?: string
  readonly min?: number
  readonly max?: number
  readonly sensitive?: boolean
  readonly timestampFormat?: 'iso8601' | 'rfc822' | 'unixTimestamp'
  /** The member that is the whole body of a restJson message. */
  readonly payload?: string
  readonly union?: boolean
  readonly exception?: boolean
  /** True where the service, not the sender, is at fault. */
  readonly fault?: boolean
  readonly error?: { readonly code?: string; readonly httpStatusCode?: number; readonly senderFault?: boolean }
}

/** One operation. `input`, `output` and `errors` are shape names. */
export interface OperationModel {
  readonly http: { readonly method: string; readonly requestUri: string; readonly responseCode?: number }
  readonly input?: string
  readonly output?: string
  readonly resultWrapper?: string
  readonly errors: readonly string[]
  /** `none`: callers do not sign. */
  readonly auth?: string
}

/** A service's model. */
export interface ServiceModel {
  readonly metadata: {
    readonly apiVersion: string
    readonly protocol: 'query' | 'json' | 'rest-json'
    readonly serviceId: string
    readonly endpointPrefix: string
    readonly signingName?: string
    readonly targetPrefix?: string
    readonly xmlNamespace?: string
    readonly jsonVersion?: string
  }
  readonly operations: Readonly<Record<string, OperationModel>>
  readonly shapes: Readonly<Record<string, Shape>>
}

/** Where the models of this release are. */
export const MODELS = join(import.meta.dirname, '../../models')

type JsonObject = { readonly [name: string]: unknown }

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `base` with `overlay` laid over it: objects are merged, everything else replaced. */
function merged(base: JsonObject, overlay: JsonObject): JsonObject {
  const result: Record<string, unknown> = { ...base }
  for (const [name, value] of Object.entries(overlay)) {
    const old = result[name]
    result[name] = isObject(old) && isObject(value) ? merged(old, value) : value
  }
  return result
}

const readJson = (file: string): JsonObject => JSON.parse(readFileSync(file, 'utf8')) as JsonObject

/**
 * The model called `name` in `directory`, with `overlays/<name>.json` laid over it: overlays add Brevet's own parameters
 * to AWS's shapes (contract.md, "Where AWS has nothing"). Throws where there is no such model: a release without its
 * models does not start.
 */
export function readModel(name: string, directory: string = MODELS): ServiceModel {
  const model = readJson(join(directory, `${name}.json`))
  const overlay = join(directory, 'overlays', `${name}.json`)
  return (existsSync(overlay) ? merged(model, readJson(overlay)) : model) as unknown as ServiceModel
}
