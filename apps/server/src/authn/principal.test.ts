/** STS-07, SIG-22: whose key and whose session it is. The account that a credential names must be its principal's own. */
import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import type { Caller } from '../domain/caller.ts'
import { servedRegions } from '../domain/region/servedRegions.ts'
import type { Session, SessionClaims } from '../domain/session.ts'
import { testBox } from '../store/fixtures/aesBox.ts'
import { ACCOUNT, OTHER_ACCOUNT, accessKey, account, organization, role, user } from '../store/fixtures/entities.ts'
import { openSqliteStore } from '../store/sqlite/openSqliteStore.ts'
import type { Reader } from '../store/store.ts'
import { START_MS, claimsAt, deploy } from '../token/cases/deployment.ts'
import { findCredential, type Found } from './credential.ts'
import { ownerOfKey, ownerOfSession } from './principal.ts'

const mine = user('alice')
/** Where af-south-1 is off until an account opts in. */
const REGIONS = servedRegions({ regions: undefined, homeRegion: 'us-east-1' })
const theirs = user('bob', { accountId: OTHER_ACCOUNT })
const myRole = role('deploy')
const theirRole = role('admin', { accountId: OTHER_ACCOUNT })

/** Two accounts, each with a user and a role. */
async function twoAccounts(t: TestContext): Promise<Reader> {
  const clock = { nowMs: () => START_MS, monotonicMs: () => 0 }
  const store = await openSqliteStore({ file: ':memory:', box: testBox, clock })
  t.after(() => store.close())
  await store.write(async ({ write }) => {
    await write.accounts.create(account(ACCOUNT, 'one'))
    await write.accounts.create(account(OTHER_ACCOUNT, 'two'))
    await write.createOrganization(organization)
    await write.users.create(mine)
    await write.users.create(theirs)
    await write.roles.create(myRole)
    await write.roles.create(theirRole)
    // The sessions here came from it.
    await write.accessKeys.create(accessKey(claimsAt(START_MS, {}).sourceAccessKeyId, { userId: mine.id }))
  })
  return store.read
}

const arnOf = (caller: Caller | undefined): string => caller?.arn ?? 'nobody'

/** Every kind of session, with its principal in the session's account, then in another. */
const kinds = [
  ['assumedRole', myRole.id, theirRole.id, `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/work`],
  ['sessionToken', mine.id, theirs.id, `arn:aws:iam::${ACCOUNT}:user/alice`],
  ['sessionToken', ACCOUNT, OTHER_ACCOUNT, `arn:aws:iam::${ACCOUNT}:root`],
  ['federationToken', mine.id, theirs.id, `arn:aws:sts::${ACCOUNT}:federated-user/work`],
  ['federationToken', ACCOUNT, OTHER_ACCOUNT, `arn:aws:sts::${ACCOUNT}:federated-user/work`],
] as const

for (const [kind, own, foreign, arn] of kinds) {
  const who = { kind, accountId: ACCOUNT, sessionName: 'work' } as const

  test(`STS-07 ${kind} of ${foreign} of another account is nobody's, though its token is genuine`, async (t) => {
    const store = await twoAccounts(t)
    const { keyring } = deploy(t)
    const present = async (claims: Partial<SessionClaims>): Promise<Found> => {
      const issued = await keyring.issuer('us-east-1').seal(claimsAt(START_MS, claims))
      const given = { store, tokens: keyring.opener, nowMs: START_MS, region: 'us-east-1', served: REGIONS }
      return findCredential(issued.accessKeyId, issued.sessionToken.reveal(), given)
    }
    const right = await present({ ...who, principalId: own })
    assert.equal(right.ok && right.caller.arn, arn)
    const wrong = await present({ ...who, principalId: foreign })
    assert.equal(!wrong.ok && wrong.error.code, 'ExpiredToken')
    const gone = await present({ ...who, principalId: `${own.slice(0, -1)}9` })
    assert.equal(!gone.ok && gone.error.code, 'ExpiredToken')
  })
}

test('a session ends with the account of the key that it came from, in whatever account it is', async (t) => {
  const clock = { nowMs: () => START_MS, monotonicMs: () => 0 }
  const opened = await openSqliteStore({ file: ':memory:', box: testBox, clock })
  t.after(() => opened.close())
  await opened.write(async ({ write }) => {
    await write.accounts.create(account(ACCOUNT, 'one'))
    await write.accounts.create(account(OTHER_ACCOUNT, 'two'))
    await write.roles.create(myRole)
    await write.users.create(theirs)
    await write.accessKeys.create(accessKey('AKIATHEIRS', { accountId: OTHER_ACCOUNT, userId: theirs.id }))
  })
  const { keyring } = deploy(t)
  const who = { kind: 'assumedRole', accountId: ACCOUNT, principalId: myRole.id, sessionName: 'work' } as const
  const claims = claimsAt(START_MS, { ...who, sourceAccessKeyId: 'AKIATHEIRS' })
  const issued = await keyring.issuer('us-east-1').seal(claims)
  const given = {
    store: opened.read,
    tokens: keyring.opener,
    nowMs: START_MS,
    region: 'us-east-1',
    served: REGIONS,
  }
  const present = async () => {
    const found = await findCredential(issued.accessKeyId, issued.sessionToken.reveal(), given)
    return found.ok ? 'ok' : found.error.code
  }
  assert.equal(await present(), 'ok')
  await opened.write(({ write }) => write.accounts.setStatus(OTHER_ACCOUNT, 'SUSPENDED'))
  assert.equal(await present(), 'ExpiredToken')
})

test('a token of version 1 is no good in regions that accounts opt into; one of version 2 is', async (t) => {
  const store = await twoAccounts(t)
  const { keyring } = deploy(t)
  const who = { kind: 'sessionToken', accountId: ACCOUNT, principalId: mine.id } as const
  for (const [regionScope, region, code] of [
    ['v1', 'us-east-1', undefined],
    ['v1', 'eu-central-1', undefined],
    ['v1', 'af-south-1', 'InvalidClientTokenId'],
    ['v2', 'af-south-1', undefined],
  ] as const) {
    const issued = await keyring.issuer('us-east-1').seal(claimsAt(START_MS, { ...who, regionScope }))
    const given = { store, tokens: keyring.opener, nowMs: START_MS, region, served: REGIONS }
    const found = await findCredential(issued.accessKeyId, issued.sessionToken.reveal(), given)
    assert.equal(found.ok ? undefined : found.error.code, code, `${regionScope} in ${region}`)
  }
})

test('STS-07 a key whose user is of another account is nobody’s', async (t) => {
  const store = await twoAccounts(t)
  const owner = async (accountId: string, userId: string): Promise<string> => {
    const key = accessKey('AKIAEXAMPLE', { accountId, userId })
    return arnOf(await ownerOfKey(key, { type: 'longTerm', accessKeyId: key.id }, store))
  }
  assert.equal(await owner(ACCOUNT, mine.id), `arn:aws:iam::${ACCOUNT}:user/alice`)
  assert.equal(await owner(ACCOUNT, ACCOUNT), `arn:aws:iam::${ACCOUNT}:root`)
  for (const foreign of [theirs.id, OTHER_ACCOUNT, theirRole.id, myRole.id])
    assert.equal(await owner(ACCOUNT, foreign), 'nobody')
})

describe('STS-07 what a principal is', () => {
  const session = (more: Partial<Session>): Session => ({
    ...claimsAt(START_MS, { accountId: ACCOUNT }),
    id: 'SESSION',
    accessKeyId: 'ASIAEXAMPLE',
    issuerRegion: 'us-east-1',
    epoch: 'us-east-1/1',
    ...more,
  })

  test('a user’s id in the place of a role’s, or a role’s in that of a user’s, is nobody', async (t) => {
    const store = await twoAccounts(t)
    const mixes = [
      { kind: 'assumedRole', principalId: mine.id },
      { kind: 'assumedRole', principalId: ACCOUNT },
      { kind: 'sessionToken', principalId: myRole.id },
      { kind: 'federationToken', principalId: myRole.id },
    ] as const
    for (const mix of mixes) assert.equal(arnOf(await ownerOfSession(session(mix), store)), 'nobody')
  })

  test('a role session or a federated user without a name is nobody', async (t) => {
    const store = await twoAccounts(t)
    const { sessionName: _none, ...nameless } = session({})
    for (const unnamed of [
      { ...nameless, kind: 'assumedRole', principalId: myRole.id },
      { ...nameless, kind: 'federationToken', principalId: mine.id },
    ] as const)
      assert.equal(arnOf(await ownerOfSession(unnamed, store)), 'nobody')
  })
})
