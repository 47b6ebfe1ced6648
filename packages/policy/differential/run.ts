/**
 * Differential test by hand: `node packages/policy/differential/run.ts [--seed N] [--scene N] [--cases N] [--save]`.
 * Without a seed it takes one from the clock. With --save a disagreement becomes a file of cases/differential, which
 * cases.test.ts replays from then on.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { evaluate } from '../src/index.ts'
import { type Mismatch, mismatchText, testDifferentially } from './differ.ts'
import { COMPILED } from './engine.ts'
import { QUESTIONS } from './scenes.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 0x7fff_ffff) },
    scene: { type: 'string', default: '0' },
    cases: { type: 'string', default: '1000000' },
    save: { type: 'boolean', default: false },
  },
})
const seed = Number(values.seed)
const cases = Number(values.cases)

const before = performance.now()
const mismatch = testDifferentially(COMPILED, evaluate, { seed, cases, firstScene: Number(values.scene) })
const seconds = (performance.now() - before) / 1000
if (mismatch === undefined) console.log(`seed ${seed}: ${cases} cases agree; ${Math.round(cases / seconds)} a second`)
else {
  console.error(mismatchText(mismatch))
  if (values.save) save(mismatch)
  process.exitCode = 1
}

function save({ row, scene, difference }: Mismatch): void {
  if (row === undefined) return
  const name = `${seed}-${scene}`
  const folder = join(import.meta.dirname, '..', 'cases', 'differential')
  mkdirSync(folder, { recursive: true })
  const file = { kind: 'differential', rule: difference.split('\n')[0], rows: [{ ...row, id: name }] }
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(file, null, 2)}\n`)
  console.error(`saved as cases/differential/${name}.json; ${QUESTIONS} requests are asked of a scene`)
}
