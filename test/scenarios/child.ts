/** Programs run as a person runs them: real processes, an environment of nothing but what is given. */
import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import type { Key } from './world.ts'

/** How a process ended. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Where and with what a process runs. */
export interface Place {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
}

const ROOT = resolve(import.meta.dirname, '../..')
/** The `brevet` that `npx brevet` runs. */
export const BREVET = join(ROOT, 'node_modules/.bin/brevet')
/** This Node, `brevet`, and the tools of the machine. */
const PATH = [dirname(process.execPath), dirname(BREVET), process.env['PATH'] ?? ''].join(delimiter)

/** The environment of every child: no AWS variable of the machine, no home of the person who runs the tests. */
export const cleanEnv = (place: Place): Record<string, string> => ({
  PATH,
  HOME: place.cwd,
  LANG: 'C.UTF-8',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_PAGER: '',
  ...place.env,
})

/** Runs a program to its end. */
export function run(program: string, args: readonly string[], place: Place): Promise<Ended> {
  return new Promise((resolveEnded, reject) => {
    const child = spawn(program, [...args], { cwd: place.cwd, env: cleanEnv(place), stdio: ['ignore', 'pipe', 'pipe'] })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.on('error', reject)
    child.on('close', (code) =>
      resolveEnded({ code, stdout: Buffer.concat(out).toString('utf8'), stderr: Buffer.concat(err).toString('utf8') }),
    )
  })
}

/** Is there a program of this name? */
export const installed = (program: string): boolean =>
  PATH.split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })

/** For `{ skip }`: false where the program is there, the reason otherwise. */
export const skipWithout = (program: string): string | false =>
  installed(program) ? false : `there is no '${program}' on this machine`

/** A credential as environment variables. */
export const credentialEnv = (key: Key): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: key.accessKeyId,
  AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
  ...(key.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: key.sessionToken }),
})

/** The real AWS CLI against one endpoint. Every CLI since 1.0 knows `--endpoint-url`. */
export const awsCli =
  (endpoint: string, cwd: string) =>
  (key: Key, ...args: readonly string[]): Promise<Ended> =>
    run('aws', ['--endpoint-url', endpoint, '--region', 'us-east-1', '--output', 'json', ...args], {
      cwd,
      env: credentialEnv(key),
    })
