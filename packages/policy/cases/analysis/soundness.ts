/** Proofs against brute force: random small policies, all requests of their small world asked of the engine. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  type Analysis,
  checkAccessNotGranted,
  checkNoNewAccess,
  checkNoPublicAccess,
  findIdleStatements,
} from '../../src/analysis/index.ts'
import { arrange } from '../../src/analysis/search/arrange.ts'
import { decide, evaluate, type PolicyDocument } from '../../src/index.ts'
import { CALLER_CONDITIONS, CALLERS, NAMES } from './smallCallers.ts'
import {
  type Json,
  dice,
  pick,
  some,
  ACTIONS,
  RESOURCES,
  KEYS,
  statement,
  statements,
  edited,
  read,
  cores,
  SOMEBODY,
  ACTION_PATTERNS,
  RESOURCE_PATTERNS,
} from './smallWorld.ts'

/** Replays what was shown: allowed as it stands; denied, by the reference, with the other policy in place. */
function replay(analysis: Analysis, document: PolicyDocument, other: PolicyDocument | undefined): void {
  if (analysis.answer !== 'counterexample') return
  for (const { request, statementIndex } of analysis.findings) {
    assert.ok(evaluate(request).allowed)
    assert.ok(JSON.stringify(request.policies).includes(JSON.stringify(document)))
    // The Allow of an RCP is RCPFullAWSAccess.
    const effect = statementIndex === undefined ? undefined : document.statements[statementIndex]?.effect
    assert.equal(effect, document.type === 'rcp' ? undefined : 'Allow')
    if (other === undefined) continue
    const { action, resource, principal, context, policies } = request
    const core = {
      action,
      resource,
      principal,
      context,
      bounded: policies.boundary !== undefined && document.type !== 'boundary',
    }
    assert.equal(evaluate(arrange(core, other)).allowed, false)
  }
}

type Tally = Record<Analysis['answer'], number>

function tallyText(tally: Tally): string {
  const all = tally.proved + tally.counterexample + tally.unknown
  return `${all} questions: ${tally.proved} proved, ${tally.counterexample} shown, ${tally.unknown} unknown`
}

/** Both answers are common, and hardly anything stays open. */
function assertSpread(tally: Tally): void {
  assert.ok(share(tally, 'proved') > 0.2 && share(tally, 'counterexample') > 0.2, tallyText(tally))
  assert.ok(share(tally, 'unknown') < 0.03, tallyText(tally))
}

const mentionsName = (...documents: readonly PolicyDocument[]): boolean =>
  JSON.stringify(documents).includes('aws:username')

/** How much of it, and which. */
export interface Extent {
  readonly seed: number
  /** Questions of each kind. */
  readonly rounds: number
}

const share = (tally: Tally, answer: Analysis['answer']): number =>
  tally[answer] / (tally.proved + tally.counterexample + tally.unknown)

/** The tests of policies that name no principals. */
export function describeSoundness({ seed, rounds }: Extent): void {
  describe(`soundness, seed ${seed}`, () => {
    for (const type of ['identity', 'scp', 'session', 'boundary'] as const)
      test(`${type} policies: no request refutes a proof; every counterexample replays`, (context) => {
        const roll = dice(type.length * 1000 + seed)
        const tally: Tally = { proved: 0, counterexample: 0, unknown: 0 }
        for (let round = 0; round < rounds; round += 1) {
          const keys = [pick(roll, KEYS), pick(roll, KEYS)].filter((key, index, all) => all.indexOf(key) === index)
          const make = (): Json => statement(roll, keys)
          const version = type === 'identity' && roll(8) === 0 ? '2008-10-17' : '2012-10-17'
          const before = statements(roll, make)
          const existing = read(before, type, version)
          const proposed = read(roll(4) === 0 ? statements(roll, make) : edited(roll, before, make), type, version)
          const analysis = checkNoNewAccess(existing, proposed)
          tally[analysis.answer] += 1
          replay(analysis, proposed, existing)
          if (analysis.answer !== 'proved') continue
          for (const core of cores(keys, SOMEBODY, mentionsName(existing, proposed)))
            if (decide(arrange(core, proposed)).allowed)
              assert.ok(
                decide(arrange(core, existing)).allowed,
                JSON.stringify([existing, proposed, core, [...core.context]]),
              )
        }
        context.diagnostic(tallyText(tally))
        assertSpread(tally)
      })

    test('identity policies: access that is proved not granted is not', (context) => {
      const roll = dice(77 + seed)
      const tally: Tally = { proved: 0, counterexample: 0, unknown: 0 }
      for (let round = 0; round < rounds; round += 1) {
        const keys = [pick(roll, KEYS)]
        const policy = read(
          statements(roll, () => statement(roll, keys)),
          'identity',
        )
        const actions = roll(3) === 0 ? [] : [pick(roll, ACTIONS)]
        const resources = roll(3) === 0 ? [] : [pick(roll, RESOURCES.slice(0, -1))]
        const analysis = checkAccessNotGranted(policy, [{ actions, resources }])
        tally[analysis.answer] += 1
        replay(analysis, policy, undefined)
        if (analysis.answer !== 'proved') continue
        for (const core of cores(keys, SOMEBODY, mentionsName(policy))) {
          const asked =
            (actions.length === 0 || actions.includes(core.action)) &&
            (resources.length === 0 || resources.includes(core.resource))
          if (asked) assert.equal(decide(arrange(core, policy)).allowed, false, JSON.stringify([policy, core]))
        }
      }
      context.diagnostic(tallyText(tally))
      assertSpread(tally)
    })

    test('idle statements: without them every request is decided the same', (context) => {
      const roll = dice(5 + seed)
      let idle = 0
      for (let round = 0; round < rounds; round += 1) {
        const keys = [pick(roll, KEYS)]
        const parts = [
          ...statements(roll, () => statement(roll, keys)),
          ...statements(roll, () => statement(roll, keys)),
        ]
        const policy = read(parts, 'identity')
        const found = findIdleStatements(policy)
        idle += found.length
        const gone = new Set(found.map(({ statementIndex }) => statementIndex))
        if (gone.size === 0 || gone.size === parts.length) continue
        const rest = read(
          parts.filter((_, index) => !gone.has(index)),
          'identity',
        )
        for (const core of cores(keys, SOMEBODY, mentionsName(policy)))
          assert.equal(
            decide(arrange(core, policy)).outcome === 'allowed',
            decide(arrange(core, rest)).outcome === 'allowed',
            JSON.stringify([policy, found, core]),
          )
      }
      context.diagnostic(`${idle} idle statements`)
      assert.ok(idle > rounds / 4, `${idle} idle statements`)
    })
  })
}

/** The tests of policies that do. */
export function describeNamedSoundness({ seed, rounds }: Extent): void {
  describe(`soundness where principals are named, seed ${seed}`, () => {
    for (const type of ['resource', 'trust', 'rcp'] as const)
      test(`${type} policies: no request refutes a proof; every counterexample replays`, (context) => {
        const roll = dice(type.length * 100 + seed)
        const tally: Tally = { proved: 0, counterexample: 0, unknown: 0 }
        for (let round = 0; round < rounds; round += 1) {
          const keys = [pick(roll, [...CALLER_CONDITIONS, ...KEYS.slice(0, 2)])]
          const make = (): Json => {
            const { Effect, Condition, ...parts } = statement(roll, keys)
            const negated = type === 'resource' && Effect === 'Deny' && roll(3) === 0
            const principal = { [negated ? 'NotPrincipal' : 'Principal']: pick(roll, NAMES) }
            if (type === 'resource') return { Effect, Condition, ...parts, ...principal }
            const action = { Action: some(roll, ACTION_PATTERNS, 2) }
            if (type === 'rcp')
              return {
                Effect: 'Deny',
                Principal: '*',
                Condition,
                ...action,
                Resource: some(roll, RESOURCE_PATTERNS, 2),
              }
            return { Effect, Condition, Action: some(roll, ['sts:AssumeRole', 'sts:*', 'sts:Tag*'], 2), ...principal }
          }
          const before = statements(roll, make)
          const existing = read(before, type)
          const proposed = read(roll(4) === 0 ? statements(roll, make) : edited(roll, before, make), type)
          const analysis = checkNoNewAccess(existing, proposed)
          tally[analysis.answer] += 1
          replay(analysis, proposed, existing)
          if (analysis.answer !== 'proved') continue
          // Nobody asks for a role without signing or a token.
          const callers = type === 'trust' ? CALLERS.filter(({ principal }) => principal.kind !== 'anonymous') : CALLERS
          const asked = [...cores(keys, callers, false)]
          for (const core of type !== 'trust' ? asked : asked.map((one) => ({ ...one, action: 'sts:AssumeRole' })))
            if (decide(arrange(core, proposed)).allowed)
              assert.ok(
                decide(arrange(core, existing)).allowed,
                JSON.stringify([existing, proposed, core, [...core.context]]),
              )
        }
        context.diagnostic(tallyText(tally))
        assertSpread(tally)
      })

    test('resource policies: strangers are refused where it is proved that there is no public access', (context) => {
      const roll = dice(31 + seed)
      const strangers = CALLERS.filter(
        ({ principal }) => !('account' in principal) || principal.account === '777788889999',
      )
      // Whoever has a unique id that a policy names is no stranger.
      const outsiders = strangers
        .filter(({ principal }) => principal.kind !== 'service')
        .map(({ principal, keys }) => ({ principal: { ...principal, roleId: 'AROAZZZZZZZZZZZZZZZZZ' }, keys }))
      const tally: Tally = { proved: 0, counterexample: 0, unknown: 0 }
      for (let round = 0; round < rounds; round += 1) {
        const keys = [pick(roll, [...CALLER_CONDITIONS, ...KEYS.slice(0, 4)])]
        const make = (): Json => ({
          ...statement(roll, keys),
          Principal: roll(2) === 0 ? { AWS: '*' } : pick(roll, NAMES),
        })
        const policy = read(statements(roll, make), 'resource')
        const analysis = checkNoPublicAccess(policy)
        tally[analysis.answer] += 1
        replay(analysis, policy, undefined)
        if (analysis.answer !== 'proved') continue
        const written = new Set(policy.statements.flatMap((one) => one.conditions.flatMap(({ values }) => values)))
        for (const core of cores(keys, outsiders, false)) {
          // An organization that the policy writes out is nobody's whom it does not know.
          if (written.has(core.context.get('aws:principalorgid')?.values[0] ?? '*')) continue
          assert.equal(decide(arrange(core, policy)).allowed, false, JSON.stringify([policy, core, [...core.context]]))
        }
      }
      context.diagnostic(tallyText(tally))
      assertSpread(tally)
    })
  })
}
