/** The package in a browser's bundle and in a worker: what it pulls in, and that it runs where there is nothing but the language. */
import assert from 'node:assert/strict'
import { readFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { createContext, runInContext } from 'node:vm'
import { Worker } from 'node:worker_threads'
import { build, stop } from 'esbuild-wasm'

const SRC = import.meta.dirname

interface Bundled {
  readonly code: string
  /** Source files, relative to src/. */
  readonly files: readonly string[]
  /** What the code still imports. */
  readonly imports: readonly string[]
}

/** Bundles a module of this text for a browser, as `format`. */
async function bundle(contents: string, format: 'esm' | 'iife'): Promise<Bundled> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: SRC, loader: 'ts' },
    absWorkingDir: SRC,
    platform: 'neutral',
    format,
    globalName: 'brevet',
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    logLevel: 'silent',
  })
  const [output] = Object.values(metafile.outputs)
  const used = Object.entries(output?.inputs ?? {}).filter(
    ([file, { bytesInOutput }]) => file !== '<stdin>' && bytesInOutput > 0,
  )
  return {
    code: outputFiles[0]?.text ?? '',
    files: used.map(([file]) => file),
    imports: (output?.imports ?? []).map(({ path }) => path),
  }
}

const from = (file: string): string => JSON.stringify(join(SRC, file))
const folders = ({ files }: Bundled): string[] => [...new Set(files.map((file) => file.split('/')[0] ?? ''))].toSorted()

/** Asks the package about a policy with a variable, a condition and a date; what it answers is text. */
const USE = `
  const text = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::b/\${aws:username}/*","Condition":{"DateLessThan":{"aws:CurrentTime":"2030-01-01T00:00:00Z"}}}}'
  const ask = (key, at) => {
    const request = {
      action: 's3:GetObject', resource: 'arn:aws:s3:::b/' + key, resourceAccount: '111122223333',
      principal: { kind: 'user', account: '111122223333', arn: 'arn:aws:iam::111122223333:user/ann', id: 'AIDAAAAAAAAAAAAAAAAAA', name: 'ann' },
      context: requestContext([['aws:username', 'ann'], ['aws:CurrentTime', at]]),
      policies: { identity: [{ id: 'inline:own', document: readStoredPolicy(text, 'identity') }], scp: [], rcp: [] },
    }
    const verdict = decide(request)
    return verdict.allowed ? 'allowed' : verdict.layer + ' ' + explain(request).nearMisses.length
  }
  const said = [ask('ann/x', '2026-11-22T00:00:00Z'), ask('bob/x', '2026-11-22T00:00:00Z'), ask('ann/x', '2031-01-01T00:00:00Z')].join(', ')
`
const SAID = 'allowed, identity 1, identity 1'

describe('bundle', () => {
  after(() => stop())

  test('the engine pulls in itself: no other package, no platform, no data, linter or analysis', async (t) => {
    const engine = await bundle(`export * from ${from('index.ts')}`, 'esm')
    assert.deepEqual(engine.imports, [])
    assert.ok(engine.files.every((file) => !file.startsWith('..')))
    assert.deepEqual(
      folders(engine).filter((folder) => ['analysis', 'data', 'lint'].includes(folder)),
      [],
    )
    assert.ok(engine.code.length < 150_000, `${engine.code.length} bytes`)
    t.diagnostic(`${engine.files.length} files, ${engine.code.length} bytes minified`)
  })

  test('who only decides gets neither the interpreter nor the explanations', async (t) => {
    const decide = await bundle(`export { readStoredPolicy, createEngine } from ${from('index.ts')}`, 'esm')
    assert.deepEqual(
      folders(decide).filter((folder) => ['explain', 'reference'].includes(folder)),
      [],
    )
    t.diagnostic(`${decide.files.length} files, ${decide.code.length} bytes minified`)
  })

  for (const entry of ['data', 'lint', 'analysis'])
    test(`./${entry} needs nothing from outside either`, async (t) => {
      const bundled = await bundle(`export * from ${from(`${entry}/index.ts`)}`, 'esm')
      assert.deepEqual(bundled.imports, [])
      assert.ok(bundled.files.every((file) => !file.startsWith('..')))
      t.diagnostic(`${bundled.files.length} files, ${bundled.code.length} bytes minified`)
    })

  test('runs where there is nothing but the language', async () => {
    const source = `import { decide, explain, readStoredPolicy, requestContext } from ${from('index.ts')}\n${USE}\nexport { said }`
    const { code } = await bundle(source, 'iife')
    const bare = createContext(Object.create(null) as object)
    assert.equal(
      runInContext('typeof process + typeof Buffer + typeof require + typeof URL', bare),
      'undefined'.repeat(4),
    )
    assert.equal(runInContext(`${code};brevet.said`, bare), SAID)
  })

  test('runs in a worker', async (t) => {
    const source = `import { decide, explain, readStoredPolicy, requestContext } from ${from('index.ts')}\n${USE}\nglobalThis.said = said`
    const { code } = await bundle(source, 'esm')
    const directory = mkdtempSync(join(tmpdir(), 'brevet-bundle-'))
    t.after(() => rmSync(directory, { recursive: true, force: true }))
    const file = join(directory, 'worker.mjs')
    writeFileSync(
      file,
      `import { parentPort } from 'node:worker_threads'\n${code}\nparentPort.postMessage(globalThis.said)\n`,
    )
    const worker = new Worker(file)
    const said = await new Promise((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
    assert.equal(said, SAID)
    await worker.terminate()
  })

  test('the manifest has no dependencies and every entry is there', () => {
    const manifest = JSON.parse(readFileSync(join(SRC, '../package.json'), 'utf8')) as {
      readonly exports: Readonly<Record<string, string>>
      readonly sideEffects: boolean
    }
    assert.equal(manifest.sideEffects, false)
    assert.deepEqual(
      Object.keys(manifest).filter((key) => /dependencies$/i.test(key)),
      [],
    )
    for (const file of Object.values(manifest.exports))
      assert.ok(readFileSync(join(SRC, '..', file), 'utf8').length > 0)
  })
})
