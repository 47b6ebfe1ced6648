/** Settings: where they come from, and what is said about wrong ones. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { loadConfig } from './load.ts'
import type { Sources } from './load.ts'
import { envName, SETTINGS } from './schema.ts'

const load = (given: Partial<Sources>) => loadConfig({ flags: new Map(), env: {}, ...given })
const file = (text: string): { path: string; text: string } => ({ path: 'brevet.yaml', text })

function problemsOf(given: Partial<Sources>): readonly string[] {
  const loaded = load(given)
  return loaded.ok ? [] : loaded.problems
}

describe('loadConfig', () => {
  test('defaults', () => {
    const loaded = load({})
    assert.ok(loaded.ok)
    assert.deepEqual(loaded.config.listen, { host: '127.0.0.1', port: 7870 })
    assert.equal(loaded.config.regions, undefined)
    assert.equal(loaded.origins.get('listen'), 'default')
  })

  test('flag before environment before file before default', () => {
    const sources = {
      env: { BREVET_LISTEN: '127.0.0.1:2', BREVET_LOG_LEVEL: 'warn' },
      file: file('listen: 127.0.0.1:3\nlogLevel: error\nhomeRegion: eu-west-1\n'),
    }
    const loaded = load({ ...sources, flags: new Map([['listen', '127.0.0.1:1']]) })
    assert.ok(loaded.ok)
    assert.equal(loaded.config.listen.port, 1)
    assert.equal(loaded.config.logLevel, 'warn')
    assert.equal(loaded.config.homeRegion, 'eu-west-1')
    assert.deepEqual(
      [...loaded.origins].filter(([, origin]) => origin !== 'default'),
      [
        ['listen', 'flag'],
        ['homeRegion', 'file'],
        ['logLevel', 'environment'],
      ],
    )
  })

  test('lists come from commas or from YAML', () => {
    const both: readonly Partial<Sources>[] = [
      { env: { BREVET_REGIONS: 'us-east-1, eu-west-1' } },
      { file: file('regions: [us-east-1, eu-west-1]') },
    ]
    for (const sources of both) {
      const loaded = load(sources)
      assert.ok(loaded.ok)
      assert.deepEqual(loaded.config.regions, ['us-east-1', 'eu-west-1'])
    }
  })

  test('what the linter cannot know: services of your own, private addresses', () => {
    const loaded = load({ env: { BREVET_KNOWN_SERVICES: 'inventory, shop' }, file: file('privateNetwork: true') })
    assert.ok(loaded.ok)
    assert.deepEqual([loaded.config.knownServices, loaded.config.privateNetwork], [['inventory', 'shop'], true])
  })

  test('an IPv6 address is written in brackets', () => {
    const loaded = load({ flags: new Map([['listen', '[::1]:0']]) })
    assert.ok(loaded.ok)
    assert.deepEqual(loaded.config.listen, { host: '::1', port: 0 })
  })

  const wrong: readonly (readonly [string, Partial<Sources>, RegExp])[] = [
    [
      'an address without a port',
      { flags: new Map([['listen', 'localhost']]) },
      /^--listen: 'localhost' is not HOST:PORT; for example/,
    ],
    ['a port that does not exist', { env: { BREVET_LISTEN: '127.0.0.1:65536' } }, /^BREVET_LISTEN: /],
    ['a service prefix', { env: { BREVET_KNOWN_SERVICES: 'inventory,My Shop' } }, /'My Shop' is not a service prefix/],
    ['neither true nor false', { file: file('privateNetwork: perhaps') }, /'perhaps' is not true or false/],
    ['a region name', { env: { BREVET_REGIONS: 'mars' } }, /'mars' is not a region name/],
    [
      'a home region that is not served',
      { env: { BREVET_REGIONS: 'eu-west-1' } },
      /home region 'us-east-1' is not among/,
    ],
    ['a database that is not there yet', { env: { BREVET_DATABASE: 'postgres://x' } }, /SQLite is the only database/],
    ['a log level', { flags: new Map([['log-level', 'loud']]) }, /not one of: debug, info, warn, error/],
    [
      'an unknown key of the file',
      { file: file('lisen: 1') },
      /brevet\.yaml: unknown setting 'lisen'; known are: dataDir/,
    ],
    ['a file that is not YAML', { file: file('listen: [') }, /^brevet\.yaml: /],
    ['a file that is a list', { file: file('- listen') }, /expected settings as/],
    ['a setting that is a map', { file: file('listen: {a: 1}') }, /expected a text/],
    ['aliases that expand', { file: file('listen: &a 127.0.0.1:1\nlogLevel: *a') }, /^brevet\.yaml: /],
  ]
  for (const [name, sources, sentence] of wrong) {
    test(`refuses ${name}`, () => {
      const problems = problemsOf(sources)
      assert.equal(problems.length, 1)
      assert.match(problems[0] ?? '', sentence)
    })
  }

  test('tells every problem at once', () => {
    assert.equal(problemsOf({ env: { BREVET_LISTEN: 'x', BREVET_LOG_LEVEL: 'y', BREVET_DATABASE: 'z' } }).length, 3)
  })

  test('every setting has an environment variable of its own', () => {
    const names = Object.keys(SETTINGS).map((name) => envName(name as keyof typeof SETTINGS))
    assert.equal(new Set(names).size, names.length)
    assert.ok(names.includes('BREVET_DATA_DIR') && !names.includes('BREVET_ROOT_KEY'))
  })
})
