/** Lives a life with one of the AWS CLIs of the machine. */
import assert from 'node:assert/strict'
import { accessSync, constants } from 'node:fs'
import { credentialEnv, run } from '../child.ts'
import type { World } from '../world.ts'
import type { Command, Life } from './lives.ts'

/** Debian's CLI, of the second line; `aws` of the PATH may be another. */
export const DEBIAN = '/usr/bin/aws'

/** False where the program is there, the reason otherwise: for `{ skip }`. */
export function skipUnlessThere(program: string): string | false {
  try {
    accessSync(program, constants.X_OK)
    return false
  } catch {
    return `there is no ${program} on this machine`
  }
}

/** What stands at `Roles.0.Name` in an answer. */
function at(answer: unknown, path: string): unknown {
  let value = answer
  for (const step of path.split('.')) value = (value as Readonly<Record<string, unknown>> | undefined)?.[step]
  return value
}

/** The words of a command, with what earlier ones kept. */
function words({ line, texts = [] }: Command, kept: ReadonlyMap<string, string>): readonly string[] {
  return [
    ...line.split(' ').map((word) => word.replace(/^\{(\w+)\}$/, (_, name: string) => kept.get(name) ?? '')),
    ...texts,
  ]
}

/** Gives each command, and looks at what it prints. */
export async function live(
  { commands }: Life,
  cli: string,
  { world, cwd }: { readonly world: World; readonly cwd: string },
) {
  const kept = new Map<string, string>()
  for (const command of commands) {
    const args = ['--endpoint-url', world.endpoint, '--region', 'us-east-1', '--output', 'json']
    const place = { cwd, env: credentialEnv(world.admin) }
    const { code, stdout, stderr } = await run(cli, [...args, ...words(command, kept)], place)
    if (command.fails !== undefined) {
      assert.notEqual(code, 0, `${command.line} succeeded`)
      assert.ok(stderr.includes(`An error occurred (${command.fails}) when calling the `), `${command.line}: ${stderr}`)
      continue
    }
    assert.equal(code, 0, `${command.line}: ${stderr}`)
    const answer: unknown = stdout.trim() === '' ? {} : JSON.parse(stdout)
    for (const [path, value] of Object.entries(command.shows ?? {}))
      assert.deepEqual(at(answer, path), value, `${command.line}: ${path} in ${stdout}`)
    for (const [name, path] of Object.entries(command.keeps ?? {})) kept.set(name, String(at(answer, path)))
  }
}
