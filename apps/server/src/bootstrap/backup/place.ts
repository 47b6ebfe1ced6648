/** A directory that appears whole or not at all. */
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { errorCode, syncDirectory } from '../../runtime/durableFile.ts'
import { BackupError } from './parts.ts'

/** Throws BackupError unless `path` is free or an empty directory. */
export function requireVacant(path: string): void {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return
  if (!stats.isDirectory()) throw new BackupError(`${path} exists and is not a directory`)
  if (readdirSync(path).length > 0) throw new BackupError(`${path} is not empty: nothing is ever written over`)
}

/**
 * Lets `fill` work in a new directory (0700) beside `path`, which then takes that name in one step. Where `fill` or the
 * renaming fails nothing is left behind.
 */
export async function appear<T>(path: string, fill: (directory: string) => Promise<T>): Promise<T> {
  requireVacant(path)
  const firstMade = mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const directory = mkdtempSync(`${path}.partial-`)
  try {
    const result = await fill(directory)
    syncDirectory(directory)
    take(directory, path)
    return result
  } catch (error) {
    if (existsSync(directory)) rmSync(directory, { recursive: true, force: true })
    if (firstMade !== undefined) removeEmpty(dirname(path), firstMade)
    throw error
  }
}

/** Removes the directories from `innermost` up to `outermost` that hold nothing. */
function removeEmpty(innermost: string, outermost: string): void {
  for (let at = innermost; at.length >= outermost.length && readdirSync(at).length === 0; at = dirname(at))
    rmdirSync(at)
}

function take(directory: string, path: string): void {
  try {
    renameSync(directory, path)
  } catch (error) {
    const code = errorCode(error) ?? 'error'
    throw new BackupError(
      `${basename(directory)} cannot take the name ${path} (${code}): name a directory that does not exist yet, on the same file system as its parent`,
      { cause: error },
    )
  }
  syncDirectory(dirname(path))
}
