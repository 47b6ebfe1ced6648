/** Every error that AWS's model of Organizations documents is answered as documented and leaves no trace, or there is a reason why it is never answered. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import * as sdk from '@aws-sdk/client-organizations'
import type { OrganizationsClient } from '@aws-sdk/client-organizations'
import { dataFiles } from '../../../apps/server/src/config/index.ts'
import { readModel } from '../../../apps/server/src/protocol/model.ts'
import { organizations } from '../../../apps/server/src/services/organizations/service.ts'
import { newMember } from '../accounts.ts'
import { newUser } from '../people.ts'
import { refused } from '../refused.ts'
import { openWorld } from '../world.ts'
import type { Key, World } from '../world.ts'
import { stateOf } from './databaseState.ts'
import { ACCOUNT, FIFTY_TAGS } from './facts.ts'
import { ORGANIZATIONS, REQUESTS } from './organizationRows.ts'
import { NEVER_IN_ORGANIZATIONS } from './organizationsNever.ts'
import { excusedBy } from './rows.ts'

type Command = new (input: object) => Parameters<OrganizationsClient['send']>[0]
const commands = sdk as unknown as Readonly<Record<string, Command | undefined>>
const errors = sdk as unknown as Readonly<Record<string, (abstract new (...given: never[]) => Error) | undefined>>
const { operations, shapes } = readModel('organizations')
const SERVICE = { ServicePrincipal: 'iam.amazonaws.com' }

describe('the documented errors of Organizations', () => {
  let world: World
  let bob: Key
  let member: Key
  let known: ReadonlyMap<string, string>
  let untouched: string
  const state = () => stateOf(dataFiles(world.dataDir).database)

  async function call(operation: string, input: object, key = world.admin): Promise<unknown> {
    const Command = commands[`${operation}Command`] ?? assert.fail(`the SDK has no ${operation}`)
    return world.organizations(key).send(new Command(input))
  }

  /** The id in the entity that the call made. */
  async function made(operation: string, input: object, path: readonly string[]): Promise<string> {
    let answer = await call(operation, input)
    for (const member of path) answer = (answer as Readonly<Record<string, unknown>>)[member]
    return String(answer)
  }

  const policy = (Name: string, Type = 'SERVICE_CONTROL_POLICY') => {
    const Statement = { Effect: 'Deny', Principal: '*', Action: 'sts:*', Resource: '*' }
    const { Principal: _, ...scp } = Statement
    const Content = JSON.stringify({ Version: '2012-10-17', Statement: Type.startsWith('R') ? Statement : scp })
    return made('CreatePolicy', { Name, Description: '', Type, Content }, ['Policy', 'PolicySummary', 'Id'])
  }
  const unit = (ParentId: string, Name: string, more: object = {}) =>
    made('CreateOrganizationalUnit', { ParentId, Name, ...more }, ['OrganizationalUnit', 'Id'])

  before(async () => {
    world = await openWorld()
    bob = await newUser(world, 'bob')
    const { id: account, admin } = await newMember(world, 'first')
    member = admin
    const { id: other } = await newMember(world, 'other')
    const { id: closed } = await newMember(world, 'closed')
    await call('CloseAccount', { AccountId: closed })
    const root = ((await call('ListRoots', {})) as { Roots: { Id: string }[] }).Roots[0]?.Id ?? ''
    const top = await unit(root, 'Unit', { Tags: FIFTY_TAGS })
    await unit(root, 'Second')
    let deepest = top
    for (const name of ['2', '3', '4', '5']) deepest = await unit(deepest, name)
    const attached = await policy('attached')
    await call('AttachPolicy', { PolicyId: attached, TargetId: root })
    for (let number = 2; number <= 9; number++)
      await call('AttachPolicy', { PolicyId: await policy(`a${number}`), TargetId: root })
    await call('EnableAWSServiceAccess', SERVICE)
    await call('RegisterDelegatedAdministrator', { AccountId: account, ...SERVICE })
    const requests = (await call('ListCreateAccountStatus', {})) as { CreateAccountStatuses: { Id: string }[] }
    known = new Map([
      ['{account}', account],
      ['{other}', other],
      ['{closed}', closed],
      ['{management}', ACCOUNT],
      ['{root}', root],
      ['{unit}', top],
      ['{deepest}', deepest],
      ['ou-{label}-00000000', `ou-${root.slice(2)}-00000000`],
      ['{attached}', attached],
      ['{policy}', await policy('free')],
      ['{resource}', await policy('resource', 'RESOURCE_CONTROL_POLICY')],
      ['{request}', requests.CreateAccountStatuses[0]?.Id ?? ''],
    ])
    untouched = state()
  })
  after(() => world.close())

  const requestOf = (input: object): object =>
    Object.fromEntries(Object.entries(input).map(([member, value]) => [member, known.get(String(value)) ?? value]))

  test('who may nothing is told nothing but that: of what there is and of what there is not', async () => {
    const { 'what cannot be': _, ...rows } = ORGANIZATIONS
    const told: string[] = []
    for (const { operation, error, input } of Object.values(rows).flat()) {
      const { name, status } = await refused(call(operation, requestOf(input), bob))
      if (name !== 'AccessDeniedException' || status !== 400) told.push(`${operation} for ${error}: ${name} ${status}`)
    }
    assert.deepEqual(told, [])
  })

  for (const [family, rows] of Object.entries(ORGANIZATIONS))
    describe(family, () => {
      for (const { operation, error, input, as } of rows)
        test(`${operation}: ${error} for ${JSON.stringify(input).slice(0, 100)}`, async () => {
          const key = as === 'bob' ? bob : as === 'member' ? member : world.admin
          const refusal = await refused(call(operation, requestOf(input), key))
          assert.equal(refusal.name, error, refusal.message)
          assert.ok(refusal.error instanceof (errors[error] ?? assert.fail(`the SDK has no ${error}`)))
          assert.equal(refusal.status, 400)
          assert.equal(state(), untouched, 'the call left something')
        })
    })

  describe('page by page', () => {
    const membersOf = (operation: string) => shapes[operations[operation]?.input ?? '']?.members ?? {}
    const paged = Object.entries(REQUESTS).filter(([operation]) => 'NextToken' in membersOf(operation))
    const itemsIn = (answer: unknown): readonly unknown[] =>
      Object.values(answer as object)
        .filter(Array.isArray)
        .flat()

    for (const [operation, input] of paged)
      test(operation, async () => {
        const request = requestOf(input)
        const whole = itemsIn(await call(operation, request))
        assert.ok(whole.length > 0)
        const one = 'MaxResults' in membersOf(operation) ? { MaxResults: 1 } : {}
        const joined: unknown[] = []
        let more: object = {}
        do {
          const answer = await call(operation, { ...request, ...one, ...more })
          if ('MaxResults' in one) assert.equal(itemsIn(answer).length, 1)
          joined.push(...itemsIn(answer))
          const { NextToken } = answer as { NextToken?: string }
          more = NextToken === undefined ? {} : { NextToken }
        } while ('NextToken' in more)
        assert.deepEqual(joined, whole)
        for (const MaxResults of 'MaxResults' in one ? [0, 21] : []) {
          const refusal = await refused(call(operation, { ...request, MaxResults }))
          assert.deepEqual([refusal.name, refusal.status], ['InvalidInputException', 400])
        }
      })

    test('every list of the service is there', () => {
      const served = organizations.operations.map(({ name }) => name).filter((name) => 'NextToken' in membersOf(name))
      assert.deepEqual(paged.map(([operation]) => operation).sort(), served.sort())
    })
  })

  describe('tags', () => {
    for (const kind of ['{root}', '{deepest}', '{account}', '{policy}'])
      test(`of ${kind}`, async () => {
        const named = requestOf({ ResourceId: kind })
        const tags = async () => ((await call('ListTagsForResource', named)) as { Tags?: unknown }).Tags
        await call('TagResource', {
          ...named,
          Tags: [
            { Key: 'Team', Value: 'a' },
            { Key: 'Ünïcode', Value: '' },
          ],
        })
        await call('TagResource', { ...named, Tags: [{ Key: 'TEAM', Value: 'again' }] })
        assert.deepEqual(await tags(), [
          { Key: 'TEAM', Value: 'again' },
          { Key: 'Ünïcode', Value: '' },
        ])
        await call('UntagResource', { ...named, TagKeys: ['tEAm', 'Ünïcode', 'never there'] })
        assert.deepEqual(await tags(), [])
      })
  })
})

describe('the table of errors of Organizations', () => {
  const pairs = organizations.operations.flatMap(({ name }) =>
    (operations[name]?.errors ?? []).map((error) => `${name} ${error}`),
  )
  const provoked = new Set(
    Object.values(ORGANIZATIONS)
      .flat()
      .map((row) => `${row.operation} ${row.error}`),
  )
  const excused = excusedBy(NEVER_IN_ORGANIZATIONS, pairs)

  test('every error of every operation that is served is provoked, or it is said why not', () => {
    assert.ok(pairs.length >= 300)
    assert.deepEqual(
      pairs.filter((pair) => !provoked.has(pair) && !excused.has(pair)),
      [],
    )
  })

  test('nothing is excused that is provoked, or that no operation documents', () => {
    const documented = new Set(pairs)
    assert.deepEqual(
      [...excused].filter((pair) => provoked.has(pair) || !documented.has(pair)),
      [],
    )
    assert.deepEqual(
      [...provoked].filter((pair) => !documented.has(pair)),
      [],
    )
  })
})
