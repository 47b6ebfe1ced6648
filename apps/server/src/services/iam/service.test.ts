/** The table of IAM's operations against the model of the service. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { iam } from './service.ts'

interface Model {
  readonly operations: Readonly<Record<string, { readonly input?: string }>>
  readonly shapes: Readonly<Record<string, { readonly members?: Readonly<Record<string, unknown>> }>>
}

const text = readFileSync(new URL('../../../models/iam.json', import.meta.url), 'utf8')
const model = JSON.parse(text) as Model
const names = iam.operations.map(({ name }) => name)

test('every operation is one of the model, and is there once', () => {
  assert.deepEqual(
    names.filter((name) => model.operations[name] === undefined),
    [],
  )
  assert.equal(new Set(names).size, names.length)
})

/** The operations written once for users, groups and roles: the members their inputs must have in the model. */
const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  'Put*Policy': ['PolicyName', 'PolicyDocument'],
  'Get*Policy': ['PolicyName'],
  'Delete*Policy': ['PolicyName'],
  'List*Policies': ['Marker', 'MaxItems'],
  'Attach*Policy': ['PolicyArn'],
  'Detach*Policy': ['PolicyArn'],
  'ListAttached*Policies': ['Marker', 'MaxItems', 'PathPrefix'],
  'Put*PermissionsBoundary': ['PermissionsBoundary'],
  'Delete*PermissionsBoundary': [],
}

test('the inputs of the families are the same for each kind, but for the name of the holder', () => {
  for (const [family, members] of Object.entries(FAMILIES))
    for (const kind of ['User', 'Group', 'Role']) {
      const name = family.replace('*', kind)
      if (kind === 'Group' && family.endsWith('PermissionsBoundary')) continue
      assert.ok(names.includes(name), name)
      const shape = model.shapes[model.operations[name]?.input ?? '']
      assert.deepEqual(Object.keys(shape?.members ?? {}).toSorted(), [`${kind}Name`, ...members].toSorted(), name)
    }
})
