/** The checkpoint: a small sealed file that says how far the log had come. It is how a cut tail shows. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeyObject } from 'node:crypto'
import { needingRoom, syncing, writeAll, type AuditFiles } from './files.ts'
import { asciiJson, seal, sealed, type ChainPoint } from './line.ts'
import { errorCode } from '../runtime/durableFile.ts'

/** The checkpoint's file name inside the log's directory. */
export const CHECKPOINT_NAME = 'checkpoint.json'
const TEMPORARY_NAME = 'checkpoint.json.new'

/** A checkpoint as found: none, one that can be believed as far as `key` was given, or one that cannot. */
export type FoundCheckpoint =
  | { readonly state: 'none' }
  | { readonly state: 'good'; readonly point: ChainPoint }
  | { readonly state: 'bad'; readonly why: string }

/** Where to write, with what, and by which key. */
export interface CheckpointPlace {
  readonly directory: string
  readonly files: AuditFiles
  readonly key: KeyObject
}

/**
 * Replaces the checkpoint atomically: a new file, synced, renamed over the old one, directory synced. Every record up to
 * `point` must be durable already. Rejects with AuditUnavailable where there is no room (the old checkpoint then still
 * stands), with anything else where the disk can no longer be trusted.
 */
export async function writeCheckpoint({ directory, files, key }: CheckpointPlace, point: ChainPoint): Promise<void> {
  const { log, segment, sequence, hash } = point
  const text = asciiJson({ log, segment, sequence, hash })
  const bytes = Buffer.from(`{"checkpoint":${text},"mac":"${seal(key, 'checkpoint', text)}"}\n`)
  const temporary = join(directory, TEMPORARY_NAME)
  await needingRoom(async () => {
    await files.remove(temporary)
    const file = await files.create(temporary)
    try {
      await writeAll(file, bytes, 0)
      await syncing(() => file.datasync())
    } finally {
      await file.close()
    }
    await files.rename(temporary, join(directory, CHECKPOINT_NAME))
  })
  await syncing(() => files.syncDirectory(directory))
}

/** Reads the checkpoint. Without `key` the seal is not checked. Rejects only when the file exists and cannot be read. */
export async function readCheckpoint(directory: string, key?: KeyObject): Promise<FoundCheckpoint> {
  let content: string
  try {
    content = await readFile(join(directory, CHECKPOINT_NAME), 'latin1')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { state: 'none' }
    throw error
  }
  const match = /^\{"checkpoint":(\{[^{}]*\}),"mac":"([\w-]{43})"\}\n$/.exec(content)
  const [, text = '', mac = ''] = match ?? []
  const point = match === null ? undefined : parsePoint(text)
  if (point === undefined) return { state: 'bad', why: 'is not a checkpoint' }
  if (key !== undefined && !sealed(key, 'checkpoint', { text, mac }))
    return { state: 'bad', why: 'has a seal that the key did not make' }
  return { state: 'good', point }
}

function parsePoint(text: string): ChainPoint | undefined {
  try {
    const { log, segment, sequence, hash } = JSON.parse(text) as Partial<ChainPoint>
    if (typeof log !== 'string' || typeof segment !== 'string' || typeof hash !== 'string') return undefined
    return typeof sequence === 'number' ? { log, segment, sequence, hash } : undefined
  } catch {
    return undefined
  }
}
