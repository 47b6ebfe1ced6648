/** Brings a database to the newest schema: forward only, each step in a transaction of its own. */
import { sql } from 'kysely'
import type { Db } from '../schema.ts'
import { initial } from './0001Initial.ts'
import { resources } from './0002Resources.ts'
import { creation } from './0003Creation.ts'

/** Every step in order; the schema version is how many have run. Steps that were released never change. */
export const MIGRATIONS: readonly (readonly string[])[] = [initial, resources, creation]

/**
 * Runs the steps that `db` has not had yet. Processes that start together do not repeat each other's steps: each looks
 * again inside its transaction. Throws where the database was written by a newer Brevet, having changed nothing.
 */
export async function migrate(db: Db, migrations: readonly (readonly string[])[] = MIGRATIONS): Promise<void> {
  let version = await currentVersion(db)
  while (version < migrations.length) version = await step(db, migrations)
  if (version > migrations.length)
    throw new Error(
      `The database has schema version ${version}, this Brevet knows up to ${migrations.length}: start the newer version.`,
    )
}

/** 0 for an empty database. */
async function currentVersion(db: Db): Promise<number> {
  await db.transaction().execute(async (tx) => {
    await sql`create table if not exists schema_version (version integer primary key)`.execute(tx)
  })
  return readVersion(db)
}

async function readVersion(db: Db): Promise<number> {
  const row = await db
    .selectFrom('schema_version')
    .select(({ fn }) => fn.max('version').as('version'))
    .executeTakeFirst()
  return row?.version ?? 0
}

async function step(db: Db, migrations: readonly (readonly string[])[]): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const version = await readVersion(tx)
    const statements = migrations[version]
    if (statements === undefined) return version
    for (const statement of statements) await sql.raw(statement).execute(tx)
    await tx
      .insertInto('schema_version')
      .values({ version: version + 1 })
      .execute()
    return version + 1
  })
}
