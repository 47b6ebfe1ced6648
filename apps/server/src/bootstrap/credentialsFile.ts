/** The admin's first key, in the format of AWS's credentials file. */
import { replaceDurably } from '../runtime/durableFile.ts'

/** Writes profile `default` to `path` (0600), durable when it returns. It is the only copy outside the database. */
export function writeCredentialsFile(path: string, key: { readonly id: string; readonly secret: string }): void {
  replaceDurably(path, Buffer.from(`[default]\naws_access_key_id = ${key.id}\naws_secret_access_key = ${key.secret}\n`))
}
