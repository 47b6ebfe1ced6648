/** Test files, run by the process that imports them: one for each file would take longer to start than most take to run. */
import { globSync } from 'node:fs'
import { join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')

/**
 * Imports the quick tests below `folder` (a glob from the root of the checkout), but for those below `except`, in the order
 * of their names. Throws where there are none.
 */
export async function importTests(folder: string, except?: string): Promise<void> {
  const files = globSync(`${folder}/**/*.test.ts`, { cwd: ROOT })
    .filter((file) => !file.endsWith('.slow.test.ts'))
    .filter((file) => except === undefined || !file.startsWith(`${except}/`))
  if (files.length === 0) throw new Error(`no tests in ${folder}`)
  for (const file of files.toSorted()) await import(join(ROOT, file))
}
