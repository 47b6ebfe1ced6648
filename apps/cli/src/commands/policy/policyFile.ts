/** Policy files of the command line. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parsePolicy } from '@brevet/policy'
import type { PolicySource, PolicyType } from '@brevet/policy'
import { CommandError } from '../../command.ts'
import type { Terminal } from '../../command.ts'

/** A policy read from a file. The source's id is the path as it was given. */
export interface PolicyFile {
  readonly source: PolicySource
  readonly text: string
}

/** The text of a policy file. Throws CommandError where it cannot be read. */
export function readPolicyText(path: string, { cwd }: Terminal): string {
  try {
    return readFileSync(resolve(cwd, path), 'utf8')
  } catch {
    throw new CommandError(`cannot read ${path}.`, 'Policy files are named by their path, from here or absolute.')
  }
}

/** Reads a policy of `type`. Throws CommandError where there is none, with the place of each fault. */
export function readPolicyFile(path: string, type: PolicyType, terminal: Terminal): PolicyFile {
  const text = readPolicyText(path, terminal)
  const result = parsePolicy(text, type)
  if (result.ok) return { source: { id: path, document: result.policy }, text }
  const places = result.faults.map(({ span, detail }) => `  ${path}:${span.line}:${span.column}: ${detail}`)
  throw new CommandError(
    `${path} is no ${type} policy:\n${places.join('\n')}`,
    'Mend the file; `brevet policy lint` shows more about it.',
  )
}
