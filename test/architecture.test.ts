/** The architecture is a test: who may import whom, what packages may touch, how large things may grow, what every operation must have. */
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, test } from 'node:test'
import { accessAnalyzer } from '../apps/server/src/services/accessanalyzer/service.ts'
import { account } from '../apps/server/src/services/account/service.ts'
import { brevet } from '../apps/server/src/services/brevet/service.ts'
import { iam } from '../apps/server/src/services/iam/service.ts'
import { organizations } from '../apps/server/src/services/organizations/service.ts'
import { sts } from '../apps/server/src/services/sts/service.ts'

const ROOT = resolve(import.meta.dirname, '..')
const SERVER = join(ROOT, 'apps/server/src')

const sources = (pattern: string): string[] =>
  globSync(pattern, { cwd: ROOT })
    .filter((file) => !file.includes('node_modules'))
    .sort()

const isTest = (file: string): boolean =>
  /\.test\.ts$|\/(contract|testing|fixtures)(\/|\.ts$)|\/cases\/|\/attacks\//.test(file)
const isData = (file: string): boolean => file.endsWith('.generated.ts')
const text = (file: string): string => readFileSync(join(ROOT, file), 'utf8')

/** Every module a file imports, types included: a type is knowledge too. */
const importsOf = (file: string): string[] =>
  [
    ...text(file).matchAll(
      /^\s*(?:import|export)\b[^'"]*?from\s+['"]([^'"]+)['"]|\bimport\(['"]([^'"]+)['"]\)|^import\s+['"]([^'"]+)['"]/gm,
    ),
  ].map((match) => match[1] ?? match[2] ?? match[3] ?? '')

/** Rooms of the server, and the rooms each may look into. Literal on purpose: a change here is a change of architecture. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  config: [],
  runtime: [],
  domain: ['runtime'],
  token: ['config', 'runtime', 'domain'],
  store: ['config', 'runtime', 'domain'],
  protocol: ['config', 'runtime', 'domain'],
  audit: ['config', 'runtime', 'domain'],
  federation: ['config', 'runtime', 'domain'],
  authn: ['config', 'runtime', 'domain', 'token', 'store', 'protocol', 'audit'],
  authz: ['config', 'runtime', 'domain', 'token', 'store', 'protocol', 'audit'],
  services: ['config', 'runtime', 'domain', 'token', 'store', 'protocol', 'audit', 'federation', 'authz'],
  bootstrap: ['config', 'runtime', 'domain', 'token', 'store', 'protocol', 'audit', 'services'],
  pipeline: ['config', 'runtime', 'domain', 'token', 'store', 'protocol', 'audit', 'authn', 'authz', 'services'],
  http: ['config', 'runtime', 'domain', 'protocol', 'pipeline'],
}

const roomOf = (file: string): string => relative(SERVER, file).split('/')[0] ?? ''

describe('import order inside the server', () => {
  const files = sources('apps/server/src/**/*.ts').filter((file) => !isTest(file) && !file.endsWith('src/main.ts'))
  for (const [room, allowed] of Object.entries(MAY_IMPORT)) {
    test(`${room} looks only into: ${[room, ...allowed].join(', ')}`, () => {
      const own = files.filter((file) => roomOf(join(ROOT, file)) === room)
      assert.ok(own.length > 0, `no files in ${room}`)
      const wrong = own.flatMap((file) =>
        importsOf(file)
          .filter((module) => module.startsWith('.') && !module.endsWith('.json'))
          .map((module) => roomOf(resolve(dirname(join(ROOT, file)), module)))
          .filter((target) => target !== room && !allowed.includes(target))
          .map((target) => `${file} -> ${target}`),
      )
      assert.deepEqual(wrong, [])
    })
  }

  test('every room is in the table', () => {
    const rooms = new Set(files.map((file) => roomOf(join(ROOT, file))))
    assert.deepEqual([...rooms].sort(), Object.keys(MAY_IMPORT).sort())
  })

  test('only main builds the pipeline, and only handle calls its stages', () => {
    const stages = ['route.ts', 'decode.ts', 'permit.ts', 'execute.ts', 'refuse.ts']
    const callers = sources('apps/server/src/**/*.ts').filter(
      (file) =>
        !isTest(file) &&
        importsOf(file).some(
          (module) =>
            stages.some((stage) => module.endsWith(`/${stage}`)) &&
            /pipeline|^\.\//.test(module) &&
            file.includes('/src/'),
        ),
    )
    const outside = callers.filter((file) => !file.includes('/pipeline/') && !file.endsWith('/main.ts'))
    assert.deepEqual(
      outside.filter((file) => importsOf(file).some((module) => module.includes('pipeline/'))),
      [],
    )
  })
})

/** What each package may import from outside itself. */
const PURE: Readonly<Record<string, RegExp>> = {
  'packages/policy': /^\.{1,2}\//,
  'packages/sigv4': /^\.{1,2}\//,
}

describe('tests', () => {
  test('no file has hooks outside of a describe: all files share one process, so they would run for every test of it', () => {
    const files = sources('{packages,apps,test,scripts}/**/*.test.ts')
    assert.ok(files.length > 100)
    assert.deepEqual(
      files.filter((file) => /^(?:before|after)(?:Each)?\(/m.test(text(file))),
      [],
    )
  })
})

describe('packages', () => {
  for (const [folder, allowed] of Object.entries(PURE)) {
    test(`${folder} imports nothing from outside (its node entry: node: modules)`, () => {
      const wrong = sources(`${folder}/src/**/*.ts`)
        .filter((file) => !isTest(file))
        .flatMap((file) =>
          importsOf(file)
            .filter((module) => !allowed.test(module) && !(file.includes('/src/node/') && module.startsWith('node:')))
            .map((module) => `${file} -> ${module}`),
        )
      assert.deepEqual(wrong, [])
    })

    test(`${folder} has no dependencies and no Node types`, () => {
      const manifest = JSON.parse(text(`${folder}/package.json`)) as Record<string, unknown>
      assert.deepEqual(
        Object.keys(manifest).filter((key) => /dependencies$/i.test(key)),
        [],
      )
      const base = JSON.parse(text('tsconfig.base.json')) as { compilerOptions: { types: unknown } }
      const own = JSON.parse(text(`${folder}/tsconfig.json`)) as { compilerOptions: { types?: unknown } }
      assert.deepEqual(base.compilerOptions.types, [])
      assert.equal(own.compilerOptions.types, undefined)
    })
  }

  test('the reference interpreter stays within 700 lines', () => {
    const lines = sources('packages/policy/src/reference/*.ts')
      .filter((file) => !isTest(file))
      .reduce((sum, file) => sum + text(file).split('\n').length - 1, 0)
    assert.ok(lines > 100 && lines <= 700, `${lines} lines`)
  })

  test('the server depends on no AWS client, and nobody runs install scripts', () => {
    const manifest = JSON.parse(text('apps/server/package.json')) as { dependencies: Record<string, string> }
    assert.deepEqual(
      Object.keys(manifest.dependencies).filter((name) => name.startsWith('@aws-sdk')),
      [],
    )
    const lock = JSON.parse(text('package-lock.json')) as { packages: Record<string, { hasInstallScript?: boolean }> }
    assert.deepEqual(
      Object.entries(lock.packages)
        .filter(([, entry]) => entry.hasInstallScript === true)
        .map(([name]) => name),
      [],
    )
    assert.match(text('.npmrc'), /^ignore-scripts=true$/m)
  })
})

describe('sizes', () => {
  const files = [...sources('packages/*/src/**/*.ts'), ...sources('apps/*/src/**/*.ts')].filter(
    (file) => !isData(file) && !file.endsWith('.test.ts'),
  )

  test('no file is longer than 300 lines', () => {
    assert.deepEqual(
      files.filter((file) => text(file).split('\n').length > 301 && !file.endsWith('/contract.ts')),
      [],
    )
  })

  test('handle.ts, the column, is under 120 lines', () => {
    assert.ok(text('apps/server/src/pipeline/handle.ts').split('\n').length < 120)
  })

  test('no folder has more than 20 files', () => {
    const counts = new Map<string, number>()
    for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1)
    assert.deepEqual(
      [...counts].filter(([, count]) => count > 20),
      [],
    )
  })

  test('lint enforces the limits of files, functions and parameters', () => {
    const rules = (JSON.parse(text('.oxlintrc.json')) as { rules: Record<string, unknown> }).rules
    const max = (rule: string): unknown => (rules[rule] as [string, { max: number }])[1].max
    assert.deepEqual([max('max-lines'), max('max-lines-per-function'), max('max-params')], [300, 60, 3])
  })

  test('no folder is called utils, helpers, common or manager', () => {
    assert.deepEqual(
      files.filter((file) => /(^|\/)(utils?|helpers?|common|managers?)(\/|\.ts$)/i.test(file)),
      [],
    )
  })

  test('every file begins with what it is', () => {
    assert.deepEqual(
      files.filter((file) => !text(file).startsWith('/**')),
      [],
    )
  })
})

describe('operations', () => {
  const coverage = existsSync(join(ROOT, 'docs/coverage.md')) ? text('docs/coverage.md') : ''
  for (const service of [sts, iam, organizations, account, accessAnalyzer, brevet]) {
    const folder = `apps/server/src/services/${service.model}`
    const code = sources(`${folder}/**/*.ts`)
      .filter((file) => !isTest(file))
      .map(text)
      .join('\n')
    const model = JSON.parse(text(`apps/server/models/${service.model}.json`)) as {
      operations: Record<string, unknown>
    }

    test(`${service.signingName}: every operation is in the model, once`, () => {
      const names = service.operations.map(({ name }) => name)
      assert.equal(new Set(names).size, names.length)
      assert.deepEqual(
        names.filter((name) => model.operations[name] === undefined),
        [],
      )
    })

    test(`${service.signingName}: every operation has its place in a file`, () => {
      // Families (inline policies, attachments, boundaries, tags) build their names from a table of kinds.
      const family =
        /^(Put|Get|Delete|List|Attach|Detach|ListAttached)(User|Group|Role)(Policy|Policies|PermissionsBoundary)$|^(Tag|Untag|List)(InstanceProfile|OpenIDConnectProvider|SAMLProvider|ServerCertificate)(Tags)?$/
      const missing = service.operations
        .filter(({ name }) => !code.includes(`'${name}'`) && !family.test(name))
        .map(({ name }) => name)
      assert.deepEqual(missing, [])
    })

    test(`${service.signingName}: every operation is documented`, () => {
      assert.deepEqual(
        service.operations.filter(({ name }) => !coverage.includes(`| ${name} |`)).map(({ name }) => name),
        [],
      )
    })
  }

  test('an operation that issues sessions, or makes access keys, asks the guardrails of the account', () => {
    const issuers = sources('apps/server/src/services/**/*.ts').filter(
      (file) => !isTest(file) && /\btokens\.seal\(|\baccessKeys\.create\(/.test(text(file)),
    )
    assert.ok(issuers.length >= 4)
    assert.deepEqual(
      issuers.filter((file) => !/\bguardrailsInForce\(/.test(text(file))),
      [],
    )
  })

  test('every operation goes through the column, which audits each outcome once', () => {
    const execute = text('apps/server/src/pipeline/execute.ts')
    const refuse = text('apps/server/src/pipeline/refuse.ts')
    assert.equal(execute.match(/audit\.append\(/g)?.length, 1)
    assert.equal(refuse.match(/audit\.append\(|anonymous\.refuse\(/g)?.length, 2)
    const others = sources('apps/server/src/{services,authn,authz,http,protocol}/**/*.ts').filter(
      (file) => !isTest(file) && /\baudit\.append\(/.test(text(file)),
    )
    assert.deepEqual(others, [])
  })
})
