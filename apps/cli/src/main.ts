/** The command line's door: words to a command, outcomes to exit codes. */
import { readFileSync, writeSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { printable } from '@brevet/policy'
import { CommandError, commandHelp, readArguments, UsageError } from './command.ts'
import type { Command, ExitCode, Terminal } from './command.ts'
import { accountRootKey } from './commands/accountRootKey.ts'
import { assumeRole } from './commands/assumeRole.ts'
import { auditTail } from './commands/auditTail.ts'
import { auditVerify } from './commands/auditVerify.ts'
import { backup } from './commands/backup/backup.ts'
import { restore } from './commands/backup/restore.ts'
import { configCheck } from './commands/configCheck.ts'
import { configShow } from './commands/configShow.ts'
import { explain } from './commands/explain/explain.ts'
import { getSessionToken } from './commands/getSessionToken.ts'
import { GUARDRAIL_COMMANDS } from './commands/guardrails/guardrails.ts'
import { POLICY_COMMANDS } from './commands/policy/policy.ts'
import { exportAccount } from './commands/transfer/export.ts'
import { importAccount } from './commands/transfer/import.ts'
import { serve } from './commands/serve.ts'
import { whoami } from './commands/whoami.ts'

/** Every command, in the order of the help text. */
export const COMMANDS: readonly Command[] = [
  serve,
  whoami,
  getSessionToken,
  assumeRole,
  configCheck,
  configShow,
  auditVerify,
  auditTail,
  explain,
  accountRootKey,
  backup,
  restore,
  exportAccount,
  importAccount,
  ...GUARDRAIL_COMMANDS,
  ...POLICY_COMMANDS,
]

function overview(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length))
  const lines = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)
  return [
    'Brevet: short-lived AWS-compatible credentials on your own machines.',
    '',
    'Usage: brevet COMMAND [options]',
    '',
    ...lines,
    '',
    'brevet COMMAND --help shows the options of a command.',
    '',
  ].join('\n')
}

/** The command that the first one or two words name, and the words after them. */
function find(args: readonly string[]): { command: Command; rest: readonly string[] } | undefined {
  for (const words of [2, 1]) {
    const command = COMMANDS.find(({ name }) => name === args.slice(0, words).join(' '))
    if (command !== undefined) return { command, rest: args.slice(words) }
  }
  return undefined
}

/** Names that begin alike or differ little: a hint for a mistyped word. */
function similar(word: string): readonly string[] {
  const begins = COMMANDS.filter(({ name }) => name.startsWith(`${word} `) || name.startsWith(word))
  const near = COMMANDS.filter(({ name }) => name.length > 3 && word.startsWith(name.slice(0, 4)))
  return [...new Set([...begins, ...near])].map(({ name }) => `brevet ${name}`)
}

function unknown(args: readonly string[], terminal: Terminal): ExitCode {
  const word = args[0] ?? ''
  const words = args.slice(0, args[1]?.startsWith('-') === true ? 1 : 2)
  const hints = similar(word)
  const next = hints.length > 0 ? `did you mean: ${hints.join(', ')}?` : 'brevet --help lists the commands.'
  terminal.err(`brevet: unknown command '${words.join(' ')}'; ${next}\n`)
  return 2
}

async function runCommand(command: Command, args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    const given = readArguments(args, command)
    if (given.switches.has('help')) {
      terminal.out(commandHelp(command))
      return 0
    }
    return await command.run(given, terminal)
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.err(`brevet ${command.name}: ${error.message}\nbrevet ${command.name} --help shows what it takes.\n`)
      return 2
    }
    if (error instanceof CommandError) {
      // Messages name what files and servers say.
      const lines = error.message.split('\n').map(printable).join('\n')
      terminal.err(`brevet ${command.name}: ${lines}\n${error.next === undefined ? '' : `${error.next}\n`}`)
      return 1
    }
    terminal.err(unforeseen(command, error))
    return 1
  }
}

/** What nobody thought of. A call of the system that failed says all there is to say; anything else is a fault of ours. */
function unforeseen({ name }: Command, error: unknown): string {
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error))
  if (error instanceof Error && 'syscall' in error)
    return `brevet ${name}: ${printable(message)}.\nCheck that the path is there, and that this user may read and write it.\n`
  const place = /\(?(?:file:\/\/)?([^\s()]+:\d+:\d+)\)?$/m.exec(stack)?.[1] ?? 'an unknown place'
  return `brevet ${name}: unexpected failure: ${printable(message)} (${printable(place)})\nThis is a fault of Brevet ${version()}: please report it with what you ran.\n`
}

/** Runs the command that `args` name in `terminal`. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [first, ...more] = args
  if (first === 'help' && more.length > 0) {
    const about = find(more)
    if (about === undefined) return unknown(more, terminal)
    terminal.out(commandHelp(about.command))
    return 0
  }
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    terminal.out(overview())
    return first === undefined ? 2 : 0
  }
  if (first === '--version' || first === 'version') {
    terminal.out(`brevet ${version()}\n`)
    return 0
  }
  const found = find(args)
  return found === undefined ? unknown(args, terminal) : runCommand(found.command, found.rest, terminal)
}

/** The version in our package.json. */
function version(): string {
  const text = readFileSync(`${import.meta.dirname}/../package.json`, 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

/**
 * Aborted by the first SIGINT or SIGTERM. Stopping takes 10 s at most; a second signal (a terminal and npm both pass
 * Ctrl-C on) must not cut it short.
 */
function stopSignal(): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort())
  return stop.signal
}

/** What is written to cannot be written: nobody reads any more (`| head`), which needs no words, or the disk is full. */
function cannotWrite(error: Error): never {
  if (!('code' in error && error.code === 'EPIPE')) writeSync(2, `brevet: cannot write: ${error.message}\n`)
  // oxlint-disable-next-line unicorn/no-process-exit -- whatever goes on would go on for nobody
  return process.exit(1)
}

/** Where the process is; undefined where that was removed, or may not be looked at. */
function currentDirectory(): string | undefined {
  try {
    return process.cwd()
  } catch {
    return undefined
  }
}

function processTerminal(cwd: string): Terminal {
  let stop: AbortSignal | undefined
  for (const stream of [process.stdout, process.stderr]) stream.on('error', cannotWrite)
  return {
    env: process.env,
    cwd,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    interactive: process.stdin.isTTY && process.stderr.isTTY,
    async ask(question) {
      const lines = createInterface({ input: process.stdin, output: process.stderr })
      const answer = await lines.question(question)
      lines.close()
      return answer
    },
    async askSecret(question) {
      process.stderr.write(question)
      // Readline shows what is typed on its output: this one shows nothing.
      const output = new Writable({ write: (_chunk, _encoding, done) => done() })
      const lines = createInterface({ input: process.stdin, output, terminal: true })
      // Closed, the terminal shows again what is typed; then Ctrl-C does what it does elsewhere.
      lines.on('SIGINT', () => {
        lines.close()
        process.kill(process.pid, 'SIGINT')
      })
      const answer = await lines.question('')
      lines.close()
      process.stderr.write('\n')
      return answer
    },
    // Made when first asked for: a command that does not wait for it ends on Ctrl-C as programs do.
    get stop() {
      return (stop ??= stopSignal())
    },
  }
}

/** The process's own entry. Resolves to the exit code. */
export async function main(args: readonly string[]): Promise<ExitCode> {
  const cwd = currentDirectory()
  if (cwd !== undefined) return run(args, processTerminal(cwd))
  process.stderr.write('brevet: the current directory is gone, or this user may not be in it: change to another one.\n')
  return 1
}
