/** What the keys of a context template settle before a request comes, and what they do not. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ACCOUNT, ALLOW_ALL, DENY_ALL, PRINCIPALS } from '../../cases/fixtures.ts'
import { type Bundle, type Context, createEngine, parsePolicy, type PolicyDocument, requestContext } from '../index.ts'
import { Fact } from './fact.ts'
import { Facts, Slots } from './frame.ts'
import { Group, makeGate } from './group.ts'
import { locate } from './spot.ts'
import { TemplateGroups } from './templateGroups.ts'
import { unitOf } from './unit.ts'

const USER = PRINCIPALS['user'] ?? assert.fail('no fixture')
type Entries = Parameters<typeof requestContext>[0]

const read = (statements: unknown): PolicyDocument => {
  const result = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), 'identity')
  return result.ok ? result.policy : assert.fail(result.faults[0]?.detail)
}

/** A group of one policy, and facts for its keys. */
function groupOf(statements: unknown, known: Entries): { readonly group: Group; readonly facts: Facts } {
  const unit = unitOf(read(statements), 'own')
  const context: Context = requestContext(known)
  const slots = new Slots()
  const binding = { keys: unit.keys, slots: Int32Array.from(unit.keys, (key) => slots.add(key)) }
  const values = slots.keys.map((key) => new Fact(context.get(key) ?? { values: [], multi: false }))
  const facts = new Facts(slots, values, [context])
  return { group: new Group([makeGate('identity', [{ unit, binding }])], { actions: 8, weight: 100 }), facts }
}

describe('plans of a template', () => {
  const known: Entries = [
    ['aws:tag', 'blue'],
    ['aws:tags', ['blue', 'red']],
  ]
  const planOf = (statement: object): { readonly weight: number; readonly open: number } => {
    const { group, facts } = groupOf({ ...ALLOW_ALL, ...statement }, known)
    return group.settledBy(facts).plan('s3:GetObject')
  }

  test('a condition that holds is not asked again', () => {
    assert.equal(planOf({ Condition: { StringEquals: { 'aws:tag': 'blue' } } }).open, 1)
    assert.equal(planOf({ Condition: { 'ForAnyValue:StringEquals': { 'aws:tags': 'red' } } }).open, 1)
    assert.equal(planOf({ Condition: { Null: { 'aws:tag': 'false' } } }).open, 1)
  })

  test('a statement that cannot take effect is left out', () => {
    assert.equal(planOf({ Condition: { StringEquals: { 'aws:tag': 'red' } } }).weight, 1)
    assert.equal(planOf({ Effect: 'Deny', Condition: { Null: { 'aws:tag': 'true' } } }).weight, 1)
  })

  test('what a request may bring is still asked', () => {
    for (const Condition of [
      { StringNotEquals: { 'aws:other': 'blue' } },
      { Null: { 'aws:other': 'true' } },
      { 'ForAllValues:StringEquals': { 'aws:other': 'blue' } },
      { StringEquals: { 'aws:tag': '${aws:other}' } },
    ])
      assert.deepEqual([planOf({ Condition }).weight, planOf({ Condition }).open], [2, 0])
  })

  test('values are put in for variables, unless they are long', () => {
    const settled = (value: string): boolean => {
      const { group, facts } = groupOf({ ...ALLOW_ALL, Resource: 'arn:aws:s3:::b/${aws:tag}/*' }, [['aws:tag', value]])
      const { root } = group.settledBy(facts).plan('s3:GetObject')
      return locate(root, `arn:aws:s3:::b/${value}/`).allows.chain?.depth === `arn:aws:s3:::b/${value}/`.length
    }
    assert.deepEqual([settled('blue'), settled('a'.repeat(1_024)), settled('a'.repeat(1_025))], [true, true, false])
  })

  test('they are made when the template has had some requests', () => {
    const { group, facts } = groupOf(ALLOW_ALL, known)
    const general = { outer: [group], inner: group }
    const groups = new TemplateGroups(facts, general, 2)
    assert.equal(groups.next(), general)
    assert.equal(groups.next(), general)
    const settled = groups.next()
    assert.notEqual(settled, general)
    assert.notEqual(settled.outer[0], group)
    assert.equal(groups.next(), settled)
  })
})

describe('decisions by the plans of a template', () => {
  const engine = createEngine({ patience: 0 })
  const bundleOf = (statements: unknown): Bundle =>
    engine.bundle({ identity: [{ id: 'p', document: read(statements) }], scp: [], rcp: [] })
  const decide = (bundle: Bundle, context: Parameters<Bundle['decide']>[0]['context'], resource: string): string =>
    bundle.decide({ action: 's3:GetObject', resource, resourceAccount: ACCOUNT, principal: USER, context }).outcome

  test('a default stands only if the request has no value', () => {
    const bundle = bundleOf({ ...ALLOW_ALL, Resource: "arn:aws:s3:::b/${aws:unit}/${aws:team, 'none'}/*" })
    const template = bundle.template(requestContext([['aws:unit', 'u']]))
    assert.equal(decide(bundle, template.context([]), 'arn:aws:s3:::b/u/none/k'), 'allowed')
    const red = template.context(requestContext([['aws:team', 'red']]))
    assert.equal(decide(bundle, red, 'arn:aws:s3:::b/u/none/k'), 'implicitDeny')
    assert.equal(decide(bundle, red, 'arn:aws:s3:::b/u/red/k'), 'allowed')
  })

  test('long values are put in with each request', () => {
    const bundle = bundleOf({ ...ALLOW_ALL, Resource: 'arn:aws:s3:::b/${aws:team}${aws:team}/*' })
    for (const length of [10, 512, 513, 700]) {
      const team = 'a'.repeat(length)
      const context = bundle.template(requestContext([['aws:team', team]])).context([])
      assert.equal(decide(bundle, context, `arn:aws:s3:::b/${team}${team}/k`), 'allowed')
      assert.equal(decide(bundle, context, `arn:aws:s3:::b/${team}/k`), 'implicitDeny')
    }
  })

  test('the value of a key is no pattern there either', () => {
    const bundle = bundleOf({ ...ALLOW_ALL, Resource: 'arn:aws:s3:::b/${aws:team}/*' })
    const context = bundle.template(requestContext([['aws:team', '*']])).context([])
    assert.equal(decide(bundle, context, 'arn:aws:s3:::b/red/k'), 'implicitDeny')
    assert.equal(decide(bundle, context, 'arn:aws:s3:::b/*/k'), 'allowed')
  })

  test('a request that replaces a key is decided by what it says', () => {
    const bundle = bundleOf([ALLOW_ALL, { ...DENY_ALL, Condition: { StringEquals: { 'aws:team': 'red' } } }])
    const template = bundle.template(requestContext([['aws:team', 'blue']]))
    const replaced = template.context(requestContext([['aws:team', 'red']]))
    for (const [context, outcome] of [
      [template.context([]), 'allowed'],
      [replaced, 'explicitDeny'],
      [template.context([]), 'allowed'],
    ] as const)
      assert.equal(decide(bundle, context, 'arn:aws:s3:::b/k'), outcome)
  })

  test('a context of another bundle brings none of its policies', () => {
    const open = bundleOf(ALLOW_ALL)
    const closed = bundleOf(DENY_ALL)
    assert.equal(decide(closed, open.template(new Map()).context([]), 'arn:aws:s3:::b/k'), 'explicitDeny')
  })
})
