/** The actions that an example stands for. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { actionsOf } from '../../data/index.ts'
import { decide, parsePolicy, type PolicyDocument } from '../../index.ts'
import { user } from '../principal/makeCaller.ts'
import { arrange } from '../search/arrange.ts'
import { actionClasses, newActions } from './newActions.ts'
import { checkNoNewAccess } from './noNewAccess.ts'

function read(...statements: readonly object[]): PolicyDocument {
  const Statement = statements.map((one) => ({ Effect: 'Allow', Resource: '*', ...one }))
  const result = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement }), 'identity')
  return result.ok ? result.policy : assert.fail(result.faults[0]?.detail)
}

function shown(existing: PolicyDocument, proposed: PolicyDocument): readonly string[] {
  const analysis = checkNoNewAccess(existing, proposed)
  assert.ok(analysis.answer === 'counterexample')
  return newActions(existing, proposed, analysis.findings[0].request)
}

describe('newActions', () => {
  test('those of the resource, less what was allowed and what is denied', () => {
    const objects = 'arn:aws:s3:::b/*'
    const existing = read({ Action: 's3:Get*', Resource: objects })
    const proposed = read({ Action: 's3:*Object', Resource: objects }, { Effect: 'Deny', Action: 's3:Delete*' })
    assert.deepEqual(shown(existing, proposed), ['s3:PutObject', 's3:ReplicateObject', 's3:RestoreObject'])
  })

  test('actions without resources, where the example has none', () => {
    const found = shown(
      read({ Action: 's3:ListAllMyBuckets' }),
      read({ Action: ['s3:ListAllMyBuckets', 's3:ListJobs', 's3:CreateJob'] }),
    )
    assert.ok(found.includes('s3:ListJobs'))
    assert.ok(!found.includes('s3:ListAllMyBuckets'))
  })
})

describe('actionClasses', () => {
  test('actions of a class are decided alike, whatever the policy', () => {
    const policy = read(
      { Action: ['s3:Get*', 's3:*Acl'] },
      { Effect: 'Deny', NotAction: 's3:?et*' },
      { Effect: 'Deny', Action: 's3:GetBucket*' },
    )
    const actions = actionsOf('s3').map(({ id }) => id)
    const classes = actionClasses(actions, [policy])
    assert.deepEqual(classes.flat().toSorted(), actions.toSorted())
    assert.ok(classes.length > 3 && classes.length < 9, `${classes.length} classes`)
    const principal = user('arn:aws:iam::111122223333:user/example')
    for (const same of classes) {
      const outcomes = same.map(
        (action) =>
          decide(arrange({ action, resource: '*', principal, bounded: false, context: new Map() }, policy)).outcome,
      )
      assert.equal(new Set(outcomes).size, 1, same.join())
    }
  })
})
