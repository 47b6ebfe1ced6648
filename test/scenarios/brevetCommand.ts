/** The command line in this process, against the server of a scenario. */
import { run } from '../../apps/cli/src/main.ts'
import type { Key, World } from './world.ts'

/** What a command printed, and its exit code. */
export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs `brevet` with these words as `key`, in the server's folder. Nobody is there to answer questions. */
export async function brevetCommand(words: readonly string[], world: World, key: Key = world.admin): Promise<Ran> {
  const printed = { out: '', err: '' }
  const code = await run(words, {
    env: {
      BREVET_ENDPOINT: world.endpoint,
      AWS_ACCESS_KEY_ID: key.accessKeyId,
      AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
      ...(key.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: key.sessionToken }),
    },
    cwd: world.dataDir,
    out: (text) => void (printed.out += text),
    err: (text) => void (printed.err += text),
    interactive: false,
    ask: () => Promise.reject(new Error('nobody is there')),
    stop: new AbortController().signal,
  })
  return { code, ...printed }
}
