/** Every error that AWS's model of IAM documents is answered as documented and leaves no trace, or there is a reason why it is never answered. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { readModel } from '../../../apps/server/src/protocol/model.ts'
import { iam } from '../../../apps/server/src/services/iam/service.ts'
import { refused } from '../refused.ts'
import { ADMIN_PASSWORD } from './facts.ts'
import { LISTS, NOT_LISTED, TAGGED } from './lists.ts'
import { NEVER } from './never.ts'
import { POLICIES, PROVIDERS, ROLES } from './roles.ts'
import { excusedBy } from './rows.ts'
import type { Row } from './rows.ts'
import { errorClass, openScene } from './scene.ts'
import type { Answer, Scene } from './scene.ts'
import { CREDENTIALS, USERS } from './users.ts'

const FAMILIES: Readonly<Record<string, readonly Row[]>> = {
  'users and groups': USERS,
  'what users have': CREDENTIALS,
  'roles and instance profiles': ROLES,
  providers: PROVIDERS,
  'policies and reports': POLICIES,
}
const { operations, shapes } = readModel('iam')

/** The error's own status in the model. */
const statusOf = (error: string): number | undefined =>
  (shapes[error] as { readonly error?: { readonly httpStatusCode?: number } } | undefined)?.error?.httpStatusCode

describe('the documented errors of IAM', () => {
  let scene: Scene
  let untouched: string
  before(async () => {
    scene = await openScene()
    untouched = scene.state()
  })
  after(() => scene.close())

  const keyOf = ({ as }: Row) => (as === 'bob' ? scene.bob : as === 'root' ? scene.world.root : scene.world.admin)

  const known = (input: object): object =>
    Object.fromEntries(
      Object.entries(input).map(([member, value]) => [member, scene.known.get(String(value)) ?? value]),
    )

  for (const [family, rows] of Object.entries(FAMILIES))
    describe(family, () => {
      for (const row of rows)
        test(`${row.operation}: ${row.error} for ${JSON.stringify(row.input).slice(0, 100)}`, async () => {
          const refusal = await refused(scene.call(row.operation, known(row.input), keyOf(row)))
          assert.equal(refusal.name, row.error, refusal.message)
          assert.ok(refusal.error instanceof errorClass(row.error))
          assert.equal(refusal.status, statusOf(row.error))
          assert.equal(scene.state(), untouched, 'the call left something')
        })
    })

  test('who may nothing is told nothing but that: of what there is, of what there is not, and of what is wrong with the call', async () => {
    // An ARN that can be no user's, group's, role's or policy's says nothing of what there is.
    const told: string[] = []
    for (const row of Object.values(FAMILIES).flat()) {
      const { name, status, message } = await refused(scene.call(row.operation, known(row.input), scene.eve))
      const line = `${row.operation} for ${row.error}: ${name} ${status}, ${message}`
      if ((name !== 'AccessDenied' || status !== 403) && !message.includes(' does not clearly define entity type'))
        told.push(line)
    }
    assert.deepEqual(told, [])
    assert.equal(scene.state(), untouched)
  })

  /** The lists of an answer. */
  const listsIn = (answer: Answer): Readonly<Record<string, readonly unknown[]>> =>
    Object.fromEntries(
      Object.entries(answer).flatMap(([member, value]) => (Array.isArray(value) ? [[member, value as unknown[]]] : [])),
    )
  const sizeOf = (answer: Answer): number => Object.values(listsIn(answer)).flat().length

  describe('page by page', () => {
    for (const [operation, input] of Object.entries(LISTS))
      test(operation, async () => {
        const request = known(input)
        const whole = await scene.call(operation, { ...request, MaxItems: 1_000 })
        assert.ok(sizeOf(whole) >= 2, 'there is too little to page through')
        assert.equal(whole['IsTruncated'], false)
        const parts: Answer[] = []
        for (const MaxItems of [1, 1, 1_000]) {
          const more = parts.length === 0 ? {} : { Marker: parts.at(-1)?.['Marker'] }
          const page = await scene.call(operation, { ...request, MaxItems, ...more })
          assert.ok(sizeOf(page) <= MaxItems)
          assert.equal(page['IsTruncated'], page['Marker'] !== undefined)
          parts.push(page)
          if (page['Marker'] === undefined) break
        }
        assert.equal(parts.at(-1)?.['IsTruncated'], false)
        const joined = Object.keys(listsIn(whole)).map((member) => [
          member,
          parts.flatMap((page) => listsIn(page)[member] ?? []),
        ])
        assert.deepEqual(Object.fromEntries(joined), listsIn(whole))
        for (const Marker of ['no base64!', Buffer.from('garbage').toString('base64')]) {
          const refusal = await refused(scene.call(operation, { ...request, Marker }))
          assert.deepEqual([refusal.name, refusal.status], ['ValidationError', 400], Marker)
        }
        for (const MaxItems of [0, 1_001]) {
          const refusal = await refused(scene.call(operation, { ...request, MaxItems }))
          assert.deepEqual([refusal.name, refusal.status], ['ValidationError', 400], String(MaxItems))
        }
      })

    test('every operation with a Marker is there', () => {
      const paged = iam.operations
        .map(({ name }) => name)
        .filter((name) => 'Marker' in (shapes[operations[name]?.input ?? '']?.members ?? {}))
      assert.deepEqual([...Object.keys(LISTS), ...Object.keys(NOT_LISTED)].sort(), paged.sort())
    })
  })

  describe('tags', () => {
    for (const [title, member, , bare] of TAGGED)
      test(title, async () => {
        const named = { [member]: bare }
        const tags = async () => (await scene.call(`List${title}Tags`, named))['Tags']
        const tag = (...Tags: readonly { Key: string; Value: string }[]) =>
          scene.call(`Tag${title}`, { ...named, Tags })
        assert.deepEqual(await tags(), [])
        await tag({ Key: 'Team', Value: 'a b+=.:/@-_' }, { Key: 'Ünïcode', Value: '' })
        await tag({ Key: 'TEAM', Value: 'again' })
        assert.deepEqual(await tags(), [
          { Key: 'TEAM', Value: 'again' },
          { Key: 'Ünïcode', Value: '' },
        ])
        await scene.call(`Untag${title}`, { ...named, TagKeys: ['tEAm', 'never there'] })
        assert.deepEqual(await tags(), [{ Key: 'Ünïcode', Value: '' }])
        await scene.call(`Untag${title}`, { ...named, TagKeys: ['Ünïcode'] })
        assert.deepEqual(await tags(), [])
      })

    test('everything that can be tagged is there', () => {
      const taggable = iam.operations.flatMap(({ name }) => (name.startsWith('Tag') ? [name.slice('Tag'.length)] : []))
      assert.deepEqual(TAGGED.map(([title]) => title).sort(), taggable.sort())
    })
  })

  describe('what takes two calls, or time', () => {
    const PROFILE_CHANGES = {
      UpdateLoginProfile: (Password: string) => ({ UserName: 'ann', Password }),
      ChangePassword: (NewPassword: string) => ({ OldPassword: ADMIN_PASSWORD, NewPassword }),
    }
    for (const [operation, input] of Object.entries(PROFILE_CHANGES))
      test(`${operation}: EntityTemporarilyUnmodifiableException for a password that another call has just set`, async () => {
        const both = [1, 2].map((number) => scene.call(operation, input(`Another-Passw0rd-${number}`)))
        const [done, lost] = (await Promise.allSettled(both)).sort((a, b) => (a.status < b.status ? -1 : 1))
        assert.deepEqual([done?.status, lost?.status], ['fulfilled', 'rejected'])
        const refusal = await refused(lost?.status === 'rejected' ? Promise.reject(lost.reason) : Promise.resolve())
        assert.deepEqual([refusal.name, refusal.status], ['EntityTemporarilyUnmodifiableException', 409])
      })

    test('GetCredentialReport: CredentialReportExpiredException after four hours', async () => {
      do await scene.call('GenerateCredentialReport', {})
      while ((await scene.call('GenerateCredentialReport', {}))['State'] !== 'COMPLETE')
      await scene.call('GetCredentialReport', {})
      scene.world.clock.advance(4 * 3_600_000)
      const refusal = await refused(scene.call('GetCredentialReport', {}))
      assert.deepEqual([refusal.name, refusal.status], ['CredentialReportExpiredException', 410])
    })
  })
})

/** Pairs that the tests above provoke without a row. */
const BY_HAND = [
  'UpdateLoginProfile EntityTemporarilyUnmodifiableException',
  'ChangePassword EntityTemporarilyUnmodifiableException',
  'GetCredentialReport CredentialReportExpiredException',
]

describe('the tables of errors', () => {
  const pairs = iam.operations.flatMap(({ name }) =>
    (operations[name]?.errors ?? []).map((error) => `${name} ${error}`),
  )
  const rows = Object.values(FAMILIES).flat()
  const provoked = new Set([...rows.map((row) => `${row.operation} ${row.error}`), ...BY_HAND])
  const excused = excusedBy(NEVER, pairs)

  test('every error of every operation that is served is provoked, or it is said why not', () => {
    assert.ok(pairs.length >= 500)
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
