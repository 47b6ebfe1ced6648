/** How the changes of an import are shown. */
import { printable } from '@brevet/policy'
import type { Terminal } from '../../command.ts'

/** One entity's change. */
export interface ShownChange {
  readonly entity: string
  readonly kind: 'added' | 'changed' | 'unchanged' | 'not importable'
  readonly words: readonly string[]
  readonly problems: readonly string[]
}

const SIGNS = { added: '+', changed: '~', unchanged: '=', 'not importable': '!' } as const

const shown = ({ entity, kind, problems, words }: ShownChange): string =>
  [
    `${SIGNS[kind]} ${entity}${words.length === 0 ? '' : `: ${words.join('; ')}`}`,
    ...problems.map((problem) => `    not importable: ${problem}`),
  ]
    // What the file says must not write over what it would do.
    .map((line) => `${printable(line)}\n`)
    .join('')

function summary(changes: readonly ShownChange[]): string {
  const count = (kind: ShownChange['kind']): string =>
    `${changes.filter((change) => change.kind === kind).length} ${kind}`
  return `${count('added')}, ${count('changed')}, ${count('unchanged')}, ${count('not importable')}\n`
}

/** Prints what changes, and how many of each kind. */
export function printChanges(changes: readonly ShownChange[], terminal: Terminal): void {
  const told = changes.filter(({ kind }) => kind !== 'unchanged').map(shown)
  terminal.out(`${told.join('')}${summary(changes)}`)
}
