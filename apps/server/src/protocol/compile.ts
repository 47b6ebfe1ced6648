/** What the three protocols' codecs are made of: a model, its linked shapes, its errors and its input check. */
import { ErrorTable } from './errors.ts'
import { type InputCheck, inputCheck } from './invalidInput.ts'
import type { OperationModel, ServiceModel } from './model.ts'
import { redact } from './redact.ts'
import { Schemas, type StructureSchema } from './schema.ts'

/** A model ready for a codec. */
export interface Compiled {
  readonly model: ServiceModel
  readonly schemas: Schemas
  readonly errors: ErrorTable
  readonly check: InputCheck
}

/** `patterns` holds the translation of every pattern of the model. */
export const compile = (model: ServiceModel, patterns: ReadonlyMap<string, RegExp>): Compiled => ({
  model,
  schemas: new Schemas(model, patterns),
  errors: new ErrorTable(model.metadata.protocol, model.shapes),
  check: inputCheck(model),
})

/** An operation's model and its shapes, linked when first asked for. */
export class OperationShapes {
  readonly name: string
  readonly model: OperationModel
  readonly #schemas: Schemas

  constructor(name: string, model: OperationModel, schemas: Schemas) {
    this.name = name
    this.model = model
    this.#schemas = schemas
  }

  /** Undefined where the operation takes nothing. */
  get input(): StructureSchema | undefined {
    return this.model.input === undefined ? undefined : this.#schemas.structure(this.model.input)
  }

  /** Undefined where the operation answers nothing. */
  get output(): StructureSchema | undefined {
    return this.model.output === undefined ? undefined : this.#schemas.structure(this.model.output)
  }

  /** The input for the audit record. */
  redactInput(input: unknown): Record<string, unknown> | null {
    return redact(this.input, input)
  }

  /** The output for the audit record. */
  redactOutput(output: unknown): Record<string, unknown> | null {
    return redact(this.output, output)
  }
}

/** Every operation of the model by its name, made by `make`. A Map: names come from requests. */
export const operationsOf = <T>(
  { model, schemas }: Compiled,
  make: (shapes: OperationShapes) => T,
): ReadonlyMap<string, T> =>
  new Map(
    Object.entries(model.operations).map(([name, operation]) => [
      name,
      make(new OperationShapes(name, operation, schemas)),
    ]),
  )

/** An input structure with no members, for operations that take nothing. */
export const NOTHING: StructureSchema = {
  kind: 'structure',
  name: 'Nothing',
  sensitive: false,
  members: [],
  reported: [],
}
