/** The README's examples run as they stand and print what it says. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { formatWithOptions } from 'node:util'

const HOME = join(import.meta.dirname, '..')
const README = readFileSync(join(HOME, 'README.md'), 'utf8')
const { exports } = JSON.parse(readFileSync(join(HOME, 'package.json'), 'utf8')) as {
  readonly exports: Readonly<Record<string, string>>
}

/** `@brevet/policy/lint` as a reader's program would find it. */
function resolveEntry(name: string): string {
  const file = exports[name.replace('@brevet/policy', '.')] ?? assert.fail(`no entry ${name}`)
  return pathToFileURL(join(HOME, file)).href
}

/** What a program prints, line by line. It gets a console of its own. */
async function printedBy(program: string): Promise<string> {
  const code = program.replace(/from '(@brevet\/policy[^']*)'/g, (_, name: string) => `from '${resolveEntry(name)}'`)
  const console = 'const lines: unknown[][] = []; const console = { log: (...all: unknown[]) => void lines.push(all) }'
  const directory = mkdtempSync(join(tmpdir(), 'brevet-readme-'))
  try {
    const file = join(directory, 'example.ts')
    writeFileSync(file, `${console}\n${code}\nexport { lines }\n`)
    const { lines } = (await import(pathToFileURL(file).href)) as { lines: unknown[][] }
    return lines.map((all) => `${formatWithOptions({ colors: false }, ...all)}\n`).join('')
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

describe('README', () => {
  const examples = [...README.matchAll(/## ([^\n]+)\n[^#]*?```ts\n([^]*?)```\n\n```text\n([^]*?)```/g)]

  test('has five examples', () => {
    assert.equal(examples.length, 5)
    assert.equal(README.split('```ts').length - 1, 5)
  })

  for (const [, title = '', program = '', expected] of examples)
    test(title, async () => {
      assert.equal(await printedBy(program), expected)
    })
})
