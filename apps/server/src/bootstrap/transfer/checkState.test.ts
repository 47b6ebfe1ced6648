/** Files that somebody crafted: what a server would refuse at its own door does not come in through a file. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CARRIED_KINDS, revealed } from './accountState.ts'
import { checkedState } from './checkState.ts'
import { allow, full, HASH, id, mine } from './fixtures/account.ts'
import { TransferError } from './transferError.ts'

type Item = Record<string, unknown>
type Loose = Record<string, Item[]>

const asJson = (): Loose => JSON.parse(JSON.stringify(revealed(full()))) as Loose
const set = (list: string, change: Item) => (state: Loose) => Object.assign(state[list]?.[0] ?? {}, change)
const ofKind = (kind: string, change: Item) => (state: Loose) =>
  Object.assign(state['resources']?.find((each) => each['kind'] === kind) ?? {}, change)

/** As many resources of a kind, each with an id and a name of its own. */
const copies = (kind: string, prefix: string, count: number) => (state: Loose) => {
  const [one] = state['resources']?.filter((each) => each['kind'] === kind) ?? []
  for (let n = 1; n < count; n += 1) {
    const name = `X${String.fromCodePoint(65 + n)}`
    state['resources']?.push({ ...one, id: id(prefix, name), name })
  }
}

const theirs = 'arn:aws:iam::999988887777:policy/theirs'
const long = (length: number): string => allow(`s3:${'a'.repeat(length)}`)
const versions = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ id: `v${n + 1}`, document: allow('s3:*'), createdAtMs: 1 }))
const named = (name: string): Item => ({ id: name, name })

const CRAFTED: readonly (readonly [string, (state: Loose) => unknown])[] = [
  ["another account's policy on a role", set('roles', { attachedPolicyArns: [theirs] })],
  ["another account's policy on a group", set('groups', { attachedPolicyArns: [theirs] })],
  ["another account's policy as a boundary", set('users', { boundaryArn: theirs })],
  [
    'two aliases',
    (state) =>
      state['resources']?.push({ ...state['resources'].find((r) => r['kind'] === 'accountAlias'), ...named('x2z') }),
  ],
  ["a role's SSH key", ofKind('sshPublicKey', { ownerId: id('AROA', 'deploy') })],
  ["nobody's certificate", ofKind('signingCertificate', { ownerId: undefined })],
  ["a user's instance profile", ofKind('instanceProfile', { ownerId: id('AIDA', 'bob') })],
  ["a user's alias", ofKind('accountAlias', { ownerId: id('AIDA', 'bob') })],
  ['more SSH keys than a user has', copies('sshPublicKey', 'APKA', 6)],
  ['more signing certificates than a user has', copies('signingCertificate', 'CERT', 3)],
  ['more server certificates than an account has', copies('serverCertificate', 'ASCA', 21)],
  ['more passwords for a service than a user has', copies('serviceSpecificCredential', 'ACCA', 3)],
  ['an alias that is an account id', ofKind('accountAlias', named('999988887777'))],
  ['an alias that is none', ofKind('accountAlias', named('O U'))],
  ['tags on what has none', ofKind('accountAlias', { tags: [{ key: 'a', value: 'b' }] })],
  ['a name that writes on the terminal', ofKind('instanceProfile', { name: '\u001b]0;x\u0007' })],
  ['a name of two lines', ofKind('instanceProfile', { name: 'machine\n+ role' })],
  ['a member that writes on the terminal', (state) => Object.assign(state, { '\u001b[2J': [] })],
  ['a text that XML cannot hold', set('roles', { description: 'a\u0000b' })],
  ['half a character', set('roles', { description: 'a\ud800b' })],
  ['a day that no calendar has', set('users', { createdAtMs: 8_640_000_000_000_001 })],
  ['sessions of a month', set('roles', { maxSessionSeconds: 2_592_000 })],
  ['a user whose name is longer than names are', set('users', { name: 'b'.repeat(65) })],
  [
    'more versions than a policy has',
    set('policies', { versions: versions(6), defaultVersionId: 'v1', nextVersion: 7 }),
  ],
  [
    'a managed policy that is too long',
    set('policies', { versions: [{ ...mine.versions[0], document: long(6_144) }] }),
  ],
  [
    'inline policies that are too long',
    set('groups', { inlinePolicies: [1, 2].map((n) => ({ name: `p${n}`, document: long(2_600) })) }),
  ],
  [
    'more policies attached than may be',
    set('groups', { attachedPolicyArns: Array.from({ length: 11 }, (_, n) => `${mine.arn}${n}`) }),
  ],
  [
    'more tags than there may be',
    set('users', { tags: Array.from({ length: 51 }, (_, n) => ({ key: `k${n}`, value: '' })) }),
  ],
  ['a hash of another length', ofKind('loginProfile', { secret: HASH.replace('B', '') })],
  [
    'hashes that cost more than a server lets them',
    ofKind('loginProfile', { secret: HASH.replace('$17$8$1$', '$19$19$4$') }),
  ],
  [
    'more passwords than are kept',
    ofKind('loginProfile', { secret: Array.from({ length: 25 }, () => HASH).join('\n') }),
  ],
]

describe('a crafted file', () => {
  test('as it was exported it is good, with something of every kind', () => {
    const state = checkedState(asJson())
    assert.deepEqual(new Set(state.resources.map(({ kind }) => kind)), new Set(CARRIED_KINDS))
  })

  for (const [name, spoil] of CRAFTED)
    test(`refused: ${name}`, () => {
      const state = asJson()
      spoil(state)
      assert.throws(
        () => checkedState(state),
        (error) => {
          assert.ok(error instanceof TransferError, String(error))
          assert.doesNotMatch(error.message, /\p{Cc}/u)
          return true
        },
      )
    })
})
