/** Shapes, linked: what the codecs walk instead of looking names up in the model. */
import { inReportOrder } from './reportOrder.ts'
import type { ServiceModel, Shape, ShapeReference, ShapeType } from './model.ts'

interface SchemaBase {
  /** The shape's name in the model. */
  readonly name: string
  readonly sensitive: boolean
  /** Bounds of a text's length, a list's or map's size, or a number's value. */
  readonly min?: number
  readonly max?: number
}

/** A structure's member. */
export interface Member {
  /** The name operations use. */
  readonly name: string
  /** The name on the wire. */
  readonly wireName: string
  /** The name in validation sentences and audit records: first letter in lower case. */
  readonly label: string
  readonly required: boolean
  readonly location?: NonNullable<ShapeReference['location']>
  readonly schema: Schema
}

/** Named members, in the model's order. */
export interface StructureSchema extends SchemaBase {
  readonly kind: 'structure'
  readonly members: readonly Member[]
  /** The same members in the order in which AWS tells what is wrong with them. */
  readonly reported: readonly Member[]
  /** The member that is the whole restJson body. */
  readonly payload?: Member
}

/** Any number of one thing. */
export interface ListSchema extends SchemaBase {
  readonly kind: 'list'
  readonly item: Schema
  /** The element or parameter segment of one item in the query protocol. */
  readonly itemName: string
  readonly flattened: boolean
}

/** Text keys to one kind of value. */
export interface MapSchema extends SchemaBase {
  readonly kind: 'map'
  readonly key: Schema
  readonly value: Schema
  readonly keyName: string
  readonly valueName: string
  readonly flattened: boolean
}

/** A value without parts. */
export interface ScalarSchema extends SchemaBase {
  readonly kind: 'scalar'
  readonly type: Exclude<ShapeType, 'structure' | 'list' | 'map'>
  readonly pattern?: { readonly text: string; readonly expression: RegExp }
  readonly enum?: readonly string[]
  readonly timestampFormat?: NonNullable<Shape['timestampFormat']>
}

/** A linked shape. Structures may contain themselves. */
export type Schema = StructureSchema | ListSchema | MapSchema | ScalarSchema

/** `RoleArn` as AWS's sentences and CloudTrail spell it: `roleArn`. */
export const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)

/**
 * Members that are secrets although their shapes are not marked so: shown in no record and in no sentence (one-time codes
 * are reused by nobody, but a log is read by many; a session token is half of a credential).
 */
const SECRET_MEMBERS: ReadonlySet<string> = new Set([
  'AuthenticationCode1',
  'AuthenticationCode2',
  'Base32StringSeed',
  'NewPassword',
  'OldPassword',
  'Password',
  'PrivateKey',
  'QRCodePNG',
  'SecretAccessKey',
  'ServicePassword',
  'SessionToken',
  'TokenCode',
])

/** Links shapes on first use and keeps them. */
export class Schemas {
  readonly #model: ServiceModel
  readonly #patterns: ReadonlyMap<string, RegExp>
  readonly #linked = new Map<string, Schema>()

  /** `patterns` holds the translation of every pattern of the model (patterns.generated.ts). */
  constructor(model: ServiceModel, patterns: ReadonlyMap<string, RegExp>) {
    this.#model = model
    this.#patterns = patterns
  }

  /** The linked shape. Throws where the model does not have it, or a pattern was not translated: nothing goes unchecked. */
  get(name: string): Schema {
    const known = this.#linked.get(name)
    if (known !== undefined) return known
    const shape = this.#model.shapes[name]
    if (shape === undefined) throw new Error(`the model has no shape ${name}`)
    const base = {
      name,
      sensitive: shape.sensitive === true,
      ...(shape.min === undefined ? {} : { min: shape.min }),
      ...(shape.max === undefined ? {} : { max: shape.max }),
    }
    const { type } = shape
    if (type === 'structure') return this.#structure(base, shape)
    if (type === 'list') return this.#list(base, shape)
    if (type === 'map') return this.#map(base, shape)
    return this.#keep({ ...base, kind: 'scalar', type, ...this.#constraints(name, shape) })
  }

  /** The linked structure; throws where the shape is something else. */
  structure(name: string): StructureSchema {
    const schema = this.get(name)
    if (schema.kind !== 'structure') throw new Error(`${name} is not a structure`)
    return schema
  }

  #list(base: SchemaBase, shape: Shape): ListSchema {
    return this.#keep({
      ...base,
      kind: 'list',
      ...this.#part('item', base.name, shape.member),
      itemName: shape.member?.locationName ?? 'member',
      flattened: shape.flattened === true,
    })
  }

  #map(base: SchemaBase, shape: Shape): MapSchema {
    return this.#keep({
      ...base,
      kind: 'map',
      ...this.#part('key', base.name, shape.key),
      ...this.#part('value', base.name, shape.value),
      keyName: shape.key?.locationName ?? 'key',
      valueName: shape.value?.locationName ?? 'value',
      flattened: shape.flattened === true,
    })
  }

  #keep<S extends Schema>(schema: S): S {
    this.#linked.set(schema.name, schema)
    return schema
  }

  #part<K extends string>(as: K, owner: string, reference: ShapeReference | undefined): Record<K, Schema> {
    if (reference === undefined) throw new Error(`${owner} does not say what it holds`)
    return { [as]: this.get(reference.shape) } as Record<K, Schema>
  }

  #constraints(name: string, shape: Shape): Pick<ScalarSchema, 'pattern' | 'enum' | 'timestampFormat'> {
    const expression = shape.pattern === undefined ? undefined : this.#patterns.get(shape.pattern)
    if (shape.pattern !== undefined && expression === undefined)
      throw new Error(`the pattern of ${name} is untranslated`)
    return {
      ...(expression === undefined ? {} : { pattern: { text: shape.pattern ?? '', expression } }),
      ...(shape.enum === undefined ? {} : { enum: shape.enum }),
      ...(shape.timestampFormat === undefined ? {} : { timestampFormat: shape.timestampFormat }),
    }
  }

  #structure(base: SchemaBase, shape: Shape): StructureSchema {
    const members: Member[] = []
    const reported: Member[] = []
    const structure: StructureSchema & { payload?: Member } = { ...base, kind: 'structure', members, reported }
    // Kept before its members are linked: a member may lead back here.
    this.#keep(structure)
    const required = new Set(shape.required)
    for (const [name, reference] of Object.entries(shape.members ?? {})) {
      const member = this.#member(name, reference, required.has(name))
      members.push(member)
      if (name === shape.payload) structure.payload = member
    }
    reported.push(...inReportOrder(members))
    return structure
  }

  #member(name: string, reference: ShapeReference, required: boolean): Member {
    const schema = this.get(reference.shape)
    if (reference.location === 'headers')
      throw new Error(`${name}: prefixed headers are in no model this server serves`)
    // A flattened list has no element of its own: its items carry the name.
    const itemName =
      schema.kind === 'list' && schema.flattened && schema.itemName !== 'member' ? schema.itemName : undefined
    return {
      name,
      wireName: itemName ?? reference.locationName ?? name,
      label: lowerFirst(name),
      required,
      ...(reference.location === undefined ? {} : { location: reference.location }),
      schema: SECRET_MEMBERS.has(name) ? { ...schema, sensitive: true } : schema,
    }
  }
}
