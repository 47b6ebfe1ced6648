/** A shell into which lines are pasted one after the other, as a reader of the README does. */
import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { cleanEnv } from './child.ts'
import type { Ended, Place } from './child.ts'

const MARK = '--- end of line ---'

/** An open `sh`. Variables, functions and the directory stay from line to line. */
export interface Shell {
  /** Pastes a line (or several) and waits for its end. */
  paste(line: string): Promise<Ended>
  close(): Promise<void>
}

/** Reads a stream up to the next mark; what stands before it is answered, what stands after it is not lost. */
function reader(stream: NodeJS.ReadableStream) {
  let text = ''
  let waiting: (() => void) | undefined
  stream.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8')
    waiting?.()
  })
  return async (): Promise<readonly [string, string]> => {
    for (;;) {
      const match = text.match(/--- end of line --- (\d+)\n/)
      if (match?.index !== undefined) {
        const before = text.slice(0, match.index)
        text = text.slice(match.index + match[0].length)
        return [before, match[1] ?? '']
      }
      await new Promise<void>((resolve) => (waiting = resolve))
    }
  }
}

/** Opens a shell in a clean environment. */
export function openShell(place: Place): Shell {
  const child: ChildProcessWithoutNullStreams = spawn('sh', ['-s'], { cwd: place.cwd, env: cleanEnv(place) })
  const [out, err] = [reader(child.stdout), reader(child.stderr)]
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  return {
    async paste(line) {
      child.stdin.write(`${line}\ncode=$?; echo "${MARK} $code"; echo "${MARK} $code" >&2\n`)
      const [[stdout, code], [stderr]] = await Promise.all([out(), err()])
      return { code: Number(code), stdout, stderr }
    },
    close() {
      child.stdin.end()
      return ended
    },
  }
}
