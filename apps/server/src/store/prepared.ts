/** Statements whose SQL is built once: building and printing one takes several times as long as SQLite takes to run it. */
import type { Compilable, CompiledQuery } from 'kysely'
import type { Db } from './schema.ts'

/** What a statement is given each time: single values only, since a list of another length is another text. */
type Single<P> = { readonly [K in keyof P]: string | number | null }

/** Stands where a value will stand. */
class Slot {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

const slots: object = new Proxy(
  {},
  {
    get: (_, name) => new Slot(String(name)),
    ownKeys: () => {
      throw new Error('a prepared statement names each of its parameters')
    },
  },
)

/**
 * A statement that `build` writes with the parameters in their places. It sees no values, so it must not decide anything
 * by them. The SQL is kept for each database. Answers the rows; none for what returns none.
 */
export function prepared<P extends Single<P>, R>(
  build: (db: Db, parameters: P) => Compilable<R>,
): (db: Db, parameters: P) => Promise<readonly R[]> {
  // Transactions are new objects each time; the adapter is their database's own.
  const built = new WeakMap<object, CompiledQuery<R>>()
  return async (db, parameters) => {
    const { adapter } = db.getExecutor()
    let query = built.get(adapter)
    if (query === undefined) {
      query = build(db, slots as P).compile()
      built.set(adapter, query)
    }
    const values = query.parameters.map((value) => (value instanceof Slot ? parameters[value.name as keyof P] : value))
    return (await db.executeQuery<R>({ ...query, parameters: values })).rows
  }
}

/** A statement about things by their ids. It is kept for a single one, which is what requests mostly ask about. */
export function preparedIn<R>(
  build: (db: Db, ids: readonly string[]) => Compilable<R>,
): (db: Db, ids: readonly string[]) => Promise<readonly R[]> {
  const aboutOne = prepared((db, { id }: { readonly id: string }) => build(db, [id]))
  return async (db, ids) => {
    const [id, second] = ids
    if (id !== undefined && second === undefined) return aboutOne(db, { id })
    return (await db.executeQuery<R>(build(db, ids).compile())).rows
  }
}
