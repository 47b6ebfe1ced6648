/** How an import's changes are shown. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Terminal } from '../../command.ts'
import { printChanges } from './report.ts'

function shown(entity: string, words: readonly string[], problems: readonly string[]): string {
  let out = ''
  const terminal: Terminal = {
    env: {},
    cwd: '/',
    out: (text) => void (out += text),
    err: () => assert.fail('nothing went wrong'),
    interactive: true,
    ask: () => Promise.reject(new Error('nobody is there')),
    stop: new AbortController().signal,
  }
  printChanges([{ entity, kind: 'not importable', words, problems }], terminal)
  return out
}

test('one line each, whatever a file calls its things', () => {
  const lines = shown('user bob\u001b[1A\n= user eve', ['tags a\rb'], ['no \u202epolicy']).split('\n')
  assert.deepEqual(lines, [
    '! user bob\\u001b[1A\\u000a= user eve: tags a\\u000db',
    '    not importable: no \\u202epolicy',
    '0 added, 0 changed, 0 unchanged, 1 not importable',
    '',
  ])
})
