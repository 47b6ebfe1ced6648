/** Rehearsals against the specification: the changed request made and evaluated as a whole. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ACCOUNT, PRINCIPALS } from '../../../cases/fixtures.ts'
import { newScene } from '../../../differential/scenes.ts'
import { judgement } from '../../engine/engine.ts'
import {
  type AuthorizationRequest,
  evaluate,
  type PolicySource,
  readStoredPolicy,
  requestContext,
} from '../../index.ts'
import type { Change } from '../explanation.ts'
import { MAX_OBSTACLES, obstaclesOf } from '../obstacles.ts'
import { candidatesAgainst, look } from '../sights.ts'
import { applyChanges } from './applyChanges.ts'
import { Rehearsal } from './rehearsal.ts'

const SEED = 5
const SCENES = 60
/** Sets of changes tried of one request. */
const MAX_TRIED = 30

/** The same with policies that cannot be told apart by name: attached twice, and two of one name. */
function muddled({ policies, ...question }: AuthorizationRequest): AuthorizationRequest {
  const identity = [...policies.identity, ...policies.identity.toReversed()].map((source) => ({
    ...source,
    id: 'same',
  }))
  return { ...question, policies: { ...policies, identity } }
}

/** Every change that explain would try, and many two at a time. */
function changesFor(request: AuthorizationRequest, rehearsal: Rehearsal): readonly (readonly Change[])[] {
  const { decision } = judgement(request)
  const obstacles = obstaclesOf(request, decision)
  if (obstacles.length > MAX_OBSTACLES) return []
  const alone = candidatesAgainst(request, obstacles, look(rehearsal, decision, obstacles)).map(
    ({ changes }) => changes,
  )
  const pairs = alone.flatMap((left, index) => alone.slice(index + 1, index + 4).map((right) => [...left, ...right]))
  return [...alone, ...pairs].slice(0, MAX_TRIED)
}

describe('a request asked again', () => {
  test('is allowed where the specification allows the changed request, and only there', (context) => {
    const seen = new Map<string, number>()
    for (let scene = 0; scene < SCENES; scene += 1)
      for (const plain of newScene(SEED, scene))
        for (const request of [plain, muddled(plain)]) {
          const { decision, ...court } = judgement(request)
          if (decision.allowed) continue
          const rehearsal = new Rehearsal(request, decision, court)
          for (const changes of changesFor(request, rehearsal)) {
            const { allowed } = evaluate(applyChanges(request, changes))
            assert.equal(rehearsal.allows(changes), allowed, JSON.stringify(changes))
            for (const { kind } of changes) {
              const outcome = `${kind} ${allowed ? 'helps' : 'does not'}`
              seen.set(outcome, (seen.get(outcome) ?? 0) + 1)
            }
          }
        }
    context.diagnostic([...seen].map(([outcome, times]) => `${outcome}: ${times}`).join(', '))
    const kinds: readonly Change['kind'][] = [
      'context',
      'resource',
      'action',
      'addValue',
      'addStatement',
      'removeStatement',
      'removePolicy',
    ]
    for (const kind of kinds)
      for (const outcome of ['helps', 'does not'])
        assert.ok((seen.get(`${kind} ${outcome}`) ?? 0) >= 5, `${kind} ${outcome}`)
  })

  const written = (statement: object): PolicySource['document'] =>
    readStoredPolicy(JSON.stringify({ Version: '2012-10-17', Statement: statement }), 'identity')
  const elsewhere = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::c/*' }

  function ask(identity: readonly PolicySource[]): AuthorizationRequest {
    return {
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::b/k',
      resourceAccount: ACCOUNT,
      principal: PRINCIPALS['user'] ?? assert.fail(),
      context: requestContext([['a:x', '1']]),
      policies: { identity, scp: [], rcp: [] },
    }
  }

  /** Whether the request is allowed once the policy's first statement also lists its resource. */
  function listed(request: AuthorizationRequest, policyId: string): boolean {
    const { decision, ...court } = judgement(request)
    const reports = decision.layers.flatMap(({ statements }) => statements)
    const statement = reports.find((report) => report.statement.policyId === policyId)?.statement ?? assert.fail()
    const changes = [{ kind: 'addValue', statement, element: 'Resource', value: request.resource }] as const
    const allowed = new Rehearsal(request, decision, court).allows(changes)
    assert.equal(allowed, evaluate(applyChanges(request, changes)).allowed)
    return allowed
  }

  test('a value added to one of two policies of one name is added to both, and may deny', () => {
    const allow = { id: 'same', document: written(elsewhere) }
    assert.equal(listed(ask([allow]), 'same'), true)
    assert.equal(
      listed(ask([allow, { id: 'same', document: written({ ...elsewhere, Effect: 'Deny' }) }]), 'same'),
      false,
    )
  })

  test('one policy in the company of others: what was compiled for one finds its keys in the other', () => {
    const own = { id: 'own', document: written({ ...elsewhere, Condition: { StringEquals: { 'a:x': '1' } } }) }
    const other = { id: 'other', document: written({ ...elsewhere, Condition: { StringEquals: { 'a:y': '1' } } }) }
    assert.equal(listed(ask([own]), 'own'), true)
    assert.equal(listed(ask([other, own]), 'own'), true)
  })
})
