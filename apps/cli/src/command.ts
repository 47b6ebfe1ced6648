/** What a command is, and how its arguments are read. */
import { parseArgs } from 'node:util'

/** One option of a command. */
export interface Option {
  readonly flag: string
  /** What stands after it; absent for switches. */
  readonly placeholder?: string
  readonly description: string
}

/** The world a command runs in: tests give their own. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Results only. */
  out(text: string): void
  /** Everything else. */
  err(text: string): void
  /** True where a person can be asked on the terminal. */
  readonly interactive: boolean
  /** Asks on stderr and reads one line of stdin. */
  ask(question: string): Promise<string>
  /** Asks on stderr and reads one line of the terminal without showing it; absent where nobody can be asked so. */
  readonly askSecret?: (question: string) => Promise<string>
  /** All of standard input; absent: the process's own. */
  readonly input?: () => string
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly stop: AbortSignal
}

/** Arguments as given: the values of each option, and what is not an option. */
export interface Arguments {
  /** The last value of each option. */
  readonly values: ReadonlyMap<string, string>
  /** Every value of each option, in order: for options that may be repeated. */
  readonly lists: ReadonlyMap<string, readonly string[]>
  readonly switches: ReadonlySet<string>
  readonly rest: readonly string[]
}

/** Exit codes: done, refused or failed, wrong usage. Source: contract.md, "Command grammar". */
export type ExitCode = 0 | 1 | 2

/** A command: its name (one or two words), what it takes and what it does. */
export interface Command {
  readonly name: string
  readonly summary: string
  /** What stands after the options, for the usage line. */
  readonly operands?: string
  readonly options: readonly Option[]
  /** Lines shown under the options. */
  readonly notes?: readonly string[]
  run(given: Arguments, terminal: Terminal): Promise<ExitCode>
}

/** Wrong usage: the sentence says what is wrong; the command's usage line follows. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** A command that could not do what it was asked. `next` says what to do about it. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly next: string | undefined

  constructor(message: string, next?: string) {
    super(message)
    this.next = next
  }
}

const HELP: Option = { flag: 'help', description: 'Show this help.' }

/** Reads the arguments of a command. Throws UsageError for options it does not have, values that are missing, surplus words. */
export function readArguments(args: readonly string[], command: Command): Arguments {
  const options: Record<string, { type: 'string' | 'boolean'; short?: string; multiple?: boolean }> = {}
  for (const { flag, placeholder } of [...command.options, HELP]) {
    options[flag] = {
      type: placeholder === undefined ? 'boolean' : 'string',
      multiple: placeholder !== undefined,
      ...(flag === 'help' ? { short: 'h' } : {}),
    }
  }
  const parsed = parse(args, options)
  if (command.operands === undefined && parsed.positionals.length > 0) {
    throw new UsageError(`unexpected '${parsed.positionals[0] ?? ''}'`)
  }
  const entries = Object.entries(parsed.values)
  const lists = entries.flatMap(([name, value]) => (Array.isArray(value) ? [[name, value.map(String)] as const] : []))
  return {
    values: new Map(lists.map(([name, values]) => [name, values.at(-1) ?? ''])),
    lists: new Map(lists),
    switches: new Set(entries.filter(([, value]) => value === true).map(([name]) => name)),
    rest: parsed.positionals,
  }
}

function parse(args: readonly string[], options: Record<string, { type: 'string' | 'boolean'; multiple?: boolean }>) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    const [sentence] = (error instanceof Error ? error.message : 'wrong arguments').split('. ')
    throw new UsageError(sentence ?? 'wrong arguments')
  }
}

/** The value of an option that must be given. Throws UsageError. */
export function required(given: Arguments, flag: string): string {
  const value = given.values.get(flag)
  if (value === undefined || value === '') throw new UsageError(`--${flag} is needed`)
  return value
}

/** The help text of one command. */
export function commandHelp({ name, notes = [], operands, options, summary }: Command): string {
  const left = ({ flag, placeholder }: Option): string =>
    `--${flag}${placeholder === undefined ? '' : ` ${placeholder}`}`
  const width = Math.max(...[...options, HELP].map((option) => left(option).length))
  const lines = [...options, HELP].map((option) => `  ${left(option).padEnd(width)}  ${option.description}`)
  const usage = `Usage: brevet ${name}${operands === undefined ? '' : ` ${operands}`} [options]`
  return [summary, '', usage, '', ...lines, ...(notes.length === 0 ? [] : ['', ...notes]), ''].join('\n')
}
