/** Errors that AWS's models document, and calls that provoke them. */

/** Who makes a call: the administrator unless it says otherwise. A member is the administrator of a member account. */
export type Who = 'admin' | 'root' | 'bob' | 'member'

/** A call that must be refused so, and must change nothing. */
export interface Row {
  readonly operation: string
  /** The error's name in the model: `NoSuchEntityException`. */
  readonly error: string
  /** `{job}` and its like stand for an id that the scene has (`Scene.known`). */
  readonly input: object
  readonly as: Who
}

/** One row. */
export const row = (operation: string, error: string, input: object, as: Who = 'admin'): Row => ({
  operation,
  error,
  input,
  as,
})

/** One row for each operation: the same error, `common` beside the input of each. */
export const each = (error: string, common: object, inputs: Readonly<Record<string, object>>): readonly Row[] =>
  Object.entries(inputs).map(([operation, input]) => row(operation, error, { ...common, ...input }))

/** Why nobody is answered an error that AWS's model documents. */
export interface Unprovoked {
  readonly error: string
  /** Of which operations; of all that document it, where nothing is said. */
  readonly operations?: readonly string[]
  readonly because: string
}

/** The pairs (`CreateUser ServiceFailureException`) of `pairs` that the reasons are about. */
export const excusedBy = (reasons: readonly Unprovoked[], pairs: readonly string[]): ReadonlySet<string> =>
  new Set(
    reasons.flatMap(({ error, operations }) =>
      operations === undefined
        ? pairs.filter((pair) => pair.endsWith(` ${error}`))
        : operations.map((name) => `${name} ${error}`),
    ),
  )
