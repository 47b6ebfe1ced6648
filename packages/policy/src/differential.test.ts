/** The compiled engine against the reference interpreter on random cases (policy-engine.md 4.7.2). */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { type Engine, mismatchText, testDifferentially } from '../differential/differ.ts'
import { type Tally, tallyCase } from '../differential/distribution.ts'
import { COMPILED } from '../differential/engine.ts'
import { ENGINE_MUTANTS, REFERENCE_MUTANTS } from '../differential/mutants.ts'
import { OPERATOR_FAMILIES } from './document/operator.ts'
import { type ApplicablePolicies, evaluate } from './index.ts'

const FIXED_SEED = 20261122
const FIXED_CASES = 100_000
const FRESH_CASES = 10_000

const agree = (extent: Parameters<typeof testDifferentially>[2]): void => {
  const mismatch = testDifferentially(COMPILED, evaluate, extent)
  if (mismatch !== undefined) assert.fail(mismatchText(mismatch))
}

describe('compiled engine and reference', () => {
  const tally: Tally = new Map()

  test(`agree on ${FIXED_CASES} cases, reports included`, (context) => {
    const before = performance.now()
    agree({ seed: FIXED_SEED, cases: FIXED_CASES, observe: (request, expected) => tallyCase(tally, request, expected) })
    const rate = (FIXED_CASES / (performance.now() - before)) * 1000
    context.diagnostic(`${Math.round(rate)} cases a second`)
  })

  test('agree on fresh cases', (context) => {
    const seed = Date.now() % 0x7fff_ffff
    context.diagnostic(`seed ${seed}`)
    agree({ seed, cases: FRESH_CASES })
  })

  /** Least share of the cases, in percent. */
  const SHARES: Readonly<Record<string, number>> = {
    allowed: 20,
    explicitDeny: 10,
    implicitDeny: 35,
    'explicitDeny:rcp': 1,
    'explicitDeny:scp': 1,
    'explicitDeny:resource': 0.5,
    'explicitDeny:trust': 0.5,
    'explicitDeny:identity': 2,
    'explicitDeny:boundary': 0.4,
    'explicitDeny:session': 0.8,
    'implicitDeny:rcp': 1,
    'implicitDeny:scp': 3,
    'implicitDeny:resource': 8,
    'implicitDeny:trust': 4,
    'implicitDeny:identity': 5,
    'implicitDeny:boundary': 1.5,
    'implicitDeny:session': 3,
    'grant=direct': 5,
    'grant=viaRole': 0.8,
    'grant=viaUser': 0.3,
    'grant=account': 1.5,
    'grant=none': 20,
    'why=match': 30,
    'why=mismatch': 30,
    'why=missing': 30,
    'why=multivalued': 4,
    'why=malformed': 1,
    'why=unresolvedVariable': 1,
    'Allow unevaluable': 5,
    'Deny unevaluable': 2,
    'caller=user': 10,
    'caller=assumedRole': 10,
    'caller=federatedUser': 8,
    'caller=root': 5,
    'caller=service': 2,
    'caller=federated': 4,
    'caller=anonymous': 1,
  }

  test('no class of cases is starved', () => {
    const share = (name: string): number => ((tally.get(name) ?? 0) / FIXED_CASES) * 100
    const starved = Object.entries(SHARES).filter(([name, least]) => share(name) < least)
    assert.deepEqual(
      starved.map(([name, least]) => `${name} ${share(name).toFixed(2)} % of ${least} %`),
      [],
    )
  })

  test('every operator in every form holds and fails many times', () => {
    const starved: string[] = []
    for (const name of Object.keys(OPERATOR_FAMILIES))
      for (const prefix of name === 'Null' ? [''] : ['', 'ForAllValues:', 'ForAnyValue:'])
        for (const suffix of name === 'Null' ? [''] : ['', 'IfExists'])
          for (const result of [true, false]) {
            const form = `${prefix}${name}${suffix}=${result}`
            if ((tally.get(form) ?? 0) < 20) starved.push(`${form} ${tally.get(form) ?? 0}`)
          }
    assert.deepEqual(starved, [])
  })
})

test('each mutant of mutants.slow.test.ts can still be planted', () => {
  const lost = [...ENGINE_MUTANTS, ...REFERENCE_MUTANTS].filter(
    ({ file, find }) => readFileSync(join(import.meta.dirname, file), 'utf8').split(find).length !== 2,
  )
  assert.deepEqual(
    lost.map(({ id, file }) => `${id} in ${file}`),
    [],
  )
})

describe('the differential tester', () => {
  /** The reference, but for one change of the policies before it looks. */
  const broken = (change: (policies: ApplicablePolicies) => ApplicablePolicies): Engine => {
    const judge: Engine['judge'] = (request) => evaluate({ ...request, policies: change(request.policies) })
    return { judge, decide: judge }
  }

  test('finds a planted fault and makes it small', () => {
    const engine = broken(({ boundary, ...policies }) => (boundary === undefined ? policies : { ...policies }))
    const mismatch = testDifferentially(engine, evaluate, { seed: 1, cases: 4000 })
    assert.ok(mismatch?.row)
    const { identity, session, scp, rcp, resource, boundary } = mismatch.row.request.policies
    assert.deepEqual([identity, session, scp, rcp, resource], [[], undefined, [], [], undefined])
    assert.ok(boundary && 'statements' in boundary.document && boundary.document.statements.length <= 1)
  })

  test('finds a fault of `decide` alone', () => {
    const engine: Engine = {
      judge: evaluate,
      decide: (request) => {
        const { allowed, outcome, layer = 'identity' } = evaluate(request)
        return { allowed, outcome, layer }
      },
    }
    const mismatch = testDifferentially(engine, evaluate, { seed: 1, cases: 4000 })
    assert.match(mismatch?.difference ?? '', /^decide says allowed:identity, the reference allowed/)
  })

  test('finds a fault of a report alone, an exception, and a fault that takes several requests', () => {
    const silent = broken((policies) => policies)
    const noSid: Engine = {
      ...silent,
      judge: (request) => {
        const decision = evaluate(request)
        return {
          ...decision,
          deciding: decision.deciding.map(({ sid, ...rest }) => (sid === '' ? { ...rest, sid } : rest)),
        }
      },
    }
    const throwing = broken((policies) => {
      if (policies.session?.length === 0) throw new Error('no session policies')
      return policies
    })
    const remembered = new WeakMap<ApplicablePolicies, ReturnType<typeof evaluate>>()
    const forgetful: Engine = {
      ...silent,
      judge: (request) => {
        const decision = remembered.get(request.policies) ?? evaluate(request)
        remembered.set(request.policies, decision)
        return decision
      },
    }
    const find = (engine: Engine): string => {
      const mismatch = testDifferentially(engine, evaluate, { seed: 1, cases: 4000 })
      return mismatch === undefined ? 'nothing' : mismatchText(mismatch)
    }
    assert.match(find(noSid), /deciding\.\d\.sid is missing/)
    assert.match(find(throwing), /throws Error: no session policies/)
    assert.match(find(forgetful), /only after other requests/)
  })
})
