/** The README's example runs as it stands. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

test('README example allows what it shows', async () => {
  const readme = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8')
  const code = /```ts\n([^]*?)```/.exec(readme)?.[1] ?? assert.fail('no example')
  const runnable = code.replace("'@brevet/policy'", JSON.stringify(join(import.meta.dirname, 'index.ts')))
  const module = `data:text/javascript,${encodeURIComponent(`${strip(runnable)}\nexport { decision }`)}`
  const { decision } = (await import(module)) as { decision: { allowed: boolean } }
  assert.equal(decision.allowed, true)
})

/** The example's only type syntax is `as const`. */
function strip(code: string): string {
  return code.replace(' as const', '').replace(/from "\//, 'from "file:///')
}
