/** A volume that can be filled to its last page: a small tmpfs and a ballast file. */
import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Cleanup } from './server.ts'

const SIZE = '24m'
const FILL_EVERY_MS = 10

const mount = (directory: string): string | false => {
  const { error, status, stderr } = spawnSync(
    'mount',
    ['-t', 'tmpfs', '-o', `size=${SIZE},mode=700`, 'brevet-test', directory],
    { encoding: 'utf8' },
  )
  return error === undefined && status === 0 ? false : `cannot mount a tmpfs: ${error?.message ?? stderr.trim()}`
}

function unmount(directory: string): void {
  // Lazily where something still holds it: nothing of ours may stay mounted.
  if (spawnSync('umount', [directory]).status !== 0) spawnSync('umount', ['-l', directory])
}

/** For `{ skip }`: false where a tmpfs can be mounted, the reason otherwise. */
export function skipWithoutTmpfs(): string | false {
  const directory = mkdtempSync(join(tmpdir(), 'brevet-mount-'))
  const why = mount(directory)
  if (why === false) unmount(directory)
  rmSync(directory, { recursive: true })
  return why
}

/** A mounted volume. */
export interface SmallDisk {
  /** Leaves no free page, and goes on taking every page that becomes free. */
  fill(): void
  /** Gives it all back. */
  free(): void
}

/** Takes every free page; the descriptor stays open. */
function takeAll(descriptor: number): void {
  for (let bytes = 1024 * 1024; bytes >= 1;) {
    try {
      if (writeSync(descriptor, Buffer.alloc(bytes, 1)) < bytes) bytes = Math.floor(bytes / 2)
    } catch (error) {
      if ((error as { code?: string }).code !== 'ENOSPC') throw error
      bytes = Math.floor(bytes / 2)
    }
  }
}

/** Mounts a volume at `directory`, gone after the test. */
export function smallDisk(t: Cleanup, directory: string): SmallDisk {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const why = mount(directory)
  if (why !== false) throw new Error(why)
  const ballast = join(directory, 'ballast')
  let taken: { readonly descriptor: number; readonly timer: NodeJS.Timeout } | undefined
  const free = (): void => {
    if (taken === undefined) return
    clearInterval(taken.timer)
    closeSync(taken.descriptor)
    taken = undefined
    rmSync(ballast)
  }
  t.after(() => {
    free()
    unmount(directory)
  })
  return {
    fill() {
      const descriptor = openSync(ballast, 'wx')
      takeAll(descriptor)
      taken = { descriptor, timer: setInterval(() => takeAll(descriptor), FILL_EVERY_MS) }
    },
    free,
  }
}
