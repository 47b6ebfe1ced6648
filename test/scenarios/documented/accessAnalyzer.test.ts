/** Every error that AWS's model of Access Analyzer documents of the operations that are served, or the reason why it is never answered. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import * as sdk from '@aws-sdk/client-accessanalyzer'
import { readModel } from '../../../apps/server/src/protocol/model.ts'
import { accessAnalyzer } from '../../../apps/server/src/services/accessanalyzer/service.ts'
import { allow, newUser, trust } from '../people.ts'
import { refused } from '../refused.ts'
import { openWorld } from '../world.ts'
import type { Key, World } from '../world.ts'
import { ACCOUNT } from './facts.ts'
import { each, excusedBy } from './rows.ts'
import type { Row, Unprovoked } from './rows.ts'

type Command = new (input: object) => Parameters<sdk.AccessAnalyzerClient['send']>[0]
const commands = sdk as unknown as Readonly<Record<string, Command | undefined>>
const errors = sdk as unknown as Readonly<Record<string, (abstract new (...given: never[]) => Error) | undefined>>
const { operations } = readModel('accessanalyzer')

const DOCUMENT = allow('s3:*')
const REQUESTS = {
  CheckAccessNotGranted: {
    policyDocument: DOCUMENT,
    access: [{ actions: ['s3:GetObject'] }],
    policyType: 'IDENTITY_POLICY',
  },
  CheckNoNewAccess: { newPolicyDocument: DOCUMENT, existingPolicyDocument: DOCUMENT, policyType: 'IDENTITY_POLICY' },
  CheckNoPublicAccess: { policyDocument: trust({ AWS: ACCOUNT }), resourceType: 'AWS::IAM::AssumeRolePolicyDocument' },
  ValidatePolicy: { policyDocument: DOCUMENT, policyType: 'IDENTITY_POLICY' },
}
/** The same with something that is no value of its member. */
const WRONG = {
  CheckAccessNotGranted: { ...REQUESTS.CheckAccessNotGranted, policyType: 'NO_POLICY' },
  CheckNoNewAccess: { ...REQUESTS.CheckNoNewAccess, policyType: 'NO_POLICY' },
  CheckNoPublicAccess: { ...REQUESTS.CheckNoPublicAccess, resourceType: 'AWS::No::Type' },
  ValidatePolicy: { ...REQUESTS.ValidatePolicy, policyType: 'NO_POLICY' },
}
const ROWS: readonly Row[] = [
  ...each('AccessDeniedException', {}, REQUESTS).map((row) => ({ ...row, as: 'bob' as const })),
  ...each('ValidationException', {}, WRONG),
  ...each(
    'InvalidParameterException',
    {},
    {
      CheckAccessNotGranted: { ...REQUESTS.CheckAccessNotGranted, policyDocument: '{}' },
      CheckNoNewAccess: { ...REQUESTS.CheckNoNewAccess, newPolicyDocument: '{}' },
      CheckNoPublicAccess: { ...REQUESTS.CheckNoPublicAccess, policyDocument: '{}' },
    },
  ),
]
const NEVER: readonly Unprovoked[] = [
  { error: 'InternalServerException', because: 'no input makes the server fail' },
  { error: 'ThrottlingException', because: 'callers who are known wait for their turn: judge.test.ts' },
  { error: 'UnprocessableEntityException', because: 'what cannot be proved within its limits is FAIL, and says so' },
]
const STATUS: Readonly<Record<string, number>> = { AccessDeniedException: 403 }

describe('the documented errors of Access Analyzer', () => {
  let world: World
  const clients = new Map<string, sdk.AccessAnalyzerClient>()
  before(async () => {
    world = await openWorld()
    const client = (credentials: Key) =>
      new sdk.AccessAnalyzerClient({ endpoint: world.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 })
    clients.set('admin', client(world.admin))
    clients.set('bob', client(await newUser(world, 'bob')))
  })
  after(() => {
    for (const client of clients.values()) client.destroy()
    return world.close()
  })

  const call = async (operation: string, input: object, as: string): Promise<unknown> => {
    const Command = commands[`${operation}Command`] ?? assert.fail(`the SDK has no ${operation}`)
    return clients.get(as)?.send(new Command(input))
  }

  test('the requests are right but for what makes them errors', async () => {
    for (const [operation, input] of Object.entries(REQUESTS)) await call(operation, input, 'admin')
  })

  for (const { operation, error, input, as } of ROWS)
    test(`${operation}: ${error}`, async () => {
      const refusal = await refused(call(operation, input, as))
      assert.equal(refusal.name, error, refusal.message)
      assert.ok(refusal.error instanceof (errors[error] ?? assert.fail(`the SDK has no ${error}`)))
      assert.equal(refusal.status, STATUS[error] ?? 400)
    })

  test('every error of every operation that is served is provoked, or it is said why not', () => {
    const pairs = accessAnalyzer.operations.flatMap(({ name }) =>
      (operations[name]?.errors ?? []).map((error) => `${name} ${error}`),
    )
    const provoked = new Set(ROWS.map((row) => `${row.operation} ${row.error}`))
    const excused = excusedBy(NEVER, pairs)
    assert.deepEqual([...provoked, ...excused].sort(), pairs.sort())
  })
})
