/** `npm run generate`: writes every generated source file from the service models and iam-data; `--check` fails where one would change. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { MODELS, readModel } from '../apps/server/src/protocol/model.ts'
import { coverage } from './generate/coverage.ts'
import { lintRules } from './generate/lintRules.ts'
import { patternTable } from './generate/patternTable.ts'
import { serviceData } from './generate/serviceData.ts'
import { serviceTypes } from './generate/serviceTypes.ts'

const ROOT = join(import.meta.dirname, '..')
const PROTOCOL = join(ROOT, 'apps/server/src/protocol')
/** Models that only the codec tests use: protocols that no served service speaks yet. */
const FIXTURES = join(PROTOCOL, 'fixtures')

const modelNames = (directory: string): string[] =>
  readdirSync(directory)
    .filter((file) => file.endsWith('.json'))
    .map((file) => basename(file, '.json'))
    .sort()

/** Every generated file: its path and its whole text. */
function generated(): Map<string, string> {
  const files = new Map<string, string>()
  const served = modelNames(MODELS).map((name) => ({ name, model: readModel(name) }))
  for (const { name, model } of served) {
    files.set(join(PROTOCOL, 'types', `${name}.generated.ts`), serviceTypes(name, model))
  }
  files.set(join(PROTOCOL, 'patterns.generated.ts'), patternTable(served.map(({ model }) => model)))
  files.set(join(ROOT, 'docs/coverage.md'), coverage())
  files.set(join(ROOT, 'docs/lint.md'), lintRules())
  files.set(join(ROOT, 'packages/policy/src/data/serviceData.generated.ts'), serviceData())
  const fixtures = modelNames(FIXTURES).map((name) => readModel(name, FIXTURES))
  files.set(join(FIXTURES, 'patterns.generated.ts'), patternTable(fixtures))
  return files
}

const current = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

const stale = [...generated()].filter(([file, text]) => current(file) !== text)
const names = stale.map(([file]) => relative(ROOT, file))
if (!process.argv.includes('--check')) {
  for (const [file, text] of stale) writeFileSync(file, text)
  console.log(names.length === 0 ? 'Generated files are up to date.' : `Wrote ${names.join(', ')}`)
} else if (names.length > 0) {
  console.error(`Generated files are out of date: ${names.join(', ')}. Run \`npm run generate\` and commit the result.`)
  process.exitCode = 1
}
