/** What a server has stored: two texts are the same where nothing has changed. */
import { DatabaseSync } from 'node:sqlite'

/** Tables in which a call that is refused may leave something: what was used when, and the feed of changes. */
const NOTES = new Set(['uses', 'use_cursor', 'outbox', 'changes', 'feed'])

/** Every row of the other tables, as text. */
export function stateOf(file: string): string {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const tables = database.prepare(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`).all()
    return tables
      .map(({ name }) => String(name))
      .filter((name) => !NOTES.has(name) && !name.startsWith('sqlite_'))
      .map((name) => `${name}: ${JSON.stringify(database.prepare(`SELECT * FROM ${name}`).all())}`)
      .join('\n')
  } finally {
    database.close()
  }
}
