/**
 * For the tests of IAM's operations: a store in memory with an organization of two accounts, and calls that go the way
 * they go in the server (the operation's asks, the policy engine's verdict, one transaction). Everything in it is real
 * but the clock, which stands still until it is moved, and randomness, which comes from a seed.
 */
import { createHash, createSecretKey } from 'node:crypto'
import type { LintOptions } from '@brevet/policy/lint'
import type { Ask } from '../../authz/ask.ts'
import type { Call } from '../../authz/authorized.ts'
import { authorize } from '../../authz/authorize.ts'
import { assumedRoleArn, roleArn, rootArn, userArn } from '../../domain/arn.ts'
import type { AssumedRoleCaller, Caller, RootCaller, UserCaller } from '../../domain/caller.ts'
import type { Role, User } from '../../domain/entities.ts'
import { FULL_AWS_ACCESS } from '../../domain/organizationPolicies.ts'
import { servedRegions } from '../../domain/region/servedRegions.ts'
import { received } from '../../domain/request.ts'
import type { Session } from '../../domain/session.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Random } from '../../runtime/random.ts'
import { openSqliteStore } from '../../store/sqlite/openSqliteStore.ts'
import type { Store, Writer } from '../../store/store.ts'
import { newHedge } from '../../token/hedge.ts'
import { newMessageSealer } from '../../token/messages.ts'
import { newIssuer } from '../../token/seal.ts'
import { sealHere } from '../../token/sealing/sealWith.ts'
import { newSecretBox } from '../../token/secretBox.ts'
import { PolicyJudge } from '../accessanalyzer/judge/policyJudge.ts'
import { decisionRecords } from '../brevet/decisionRecords.ts'
import type { Effects, PreparedOperation, ReadOperation, WriteOperation } from '../operation.ts'
import { AccountQuotas } from './accountQuotas.ts'
import { Reports } from './reports/reports.ts'
import { newPasswords } from './loginProfile/passwords.ts'
import type { ScryptCost } from './loginProfile/scryptGate.ts'

/** The management account of the organization, where calls are made from unless a test says otherwise. */
export const ACCOUNT = '111122223333'
/** The other account of the organization. */
export const OTHER_ACCOUNT = '444455556666'
/** 2026-01-02T03:04:05Z */
const START_MS = 1_767_323_045_000

/** A clock that moves only when told to. */
export interface ManualClock extends Clock {
  /** Lets time pass. */
  advance(ms: number): void
}

function manualClock(): ManualClock {
  let passedMs = 0
  return {
    nowMs: () => START_MS + passedMs,
    monotonicMs: () => passedMs,
    advance: (ms) => void (passedMs += ms),
  }
}

/** The same bytes in the same order, every time. */
function seededRandom(): Random {
  let calls = 0
  return {
    bytes(count) {
      const seed = `${calls++}`
      const blocks = Array.from({ length: Math.ceil(count / 32) }, (_, block) =>
        createHash('sha256').update(`${seed}/${block}`).digest(),
      )
      return Buffer.concat(blocks).subarray(0, count)
    },
  }
}

type AnyOperation<I, O> = ReadOperation<I, O> | WriteOperation<I, O> | PreparedOperation<I, O>

/** What a test of IAM works with. Close it when the test ends. */
export interface IamHarness {
  readonly store: Store
  readonly clock: ManualClock
  readonly effects: Effects
  /** User `admin` of ACCOUNT, who has AdministratorAccess. */
  readonly admin: UserCaller
  /** The root user of ACCOUNT. */
  readonly root: RootCaller
  /** What the operation asks permission for; `exempt` counts as nothing. */
  asks<I, O>(operation: AnyOperation<I, O>, input: I, caller?: Caller): Promise<readonly Ask[]>
  /** Makes the call as the server does: AccessDenied unless policies allow every ask. The caller is `admin` by default. */
  run<I, O>(operation: AnyOperation<I, O>, input: I, caller?: Caller): Promise<O>
  /** The user of that name, by a long-term key. */
  asUser(name: string, accountId?: string): Promise<UserCaller>
  /** A session of the role of that name. */
  asRole(name: string, accountId?: string): Promise<AssumedRoleCaller>
  close(): Promise<void>
}

/** Passwords are hashed at a thousandth of what they cost in the server: 1 ms. */
const CHEAP: ScryptCost = { log2Cost: 8, blockSize: 8, parallelism: 1 }

/**
 * Opens a harness; `lintOptions` are the server's settings that ValidatePolicy goes by. With a `file` its store outlives
 * it; opened again, time and randomness begin anew: for reading only.
 */
export async function openIam(lintOptions: LintOptions = {}, file = ':memory:'): Promise<IamHarness> {
  const clock = manualClock()
  const random = seededRandom()
  const rootKey = createSecretKey(Buffer.alloc(32, 7))
  const store = await openSqliteStore({ file, box: newSecretBox(rootKey, random), clock })
  if ((await store.read.accounts.byId(ACCOUNT)) === undefined) await store.write((tx) => bootstrap(tx))
  const effects: Effects = {
    clock,
    random,
    messages: newMessageSealer(rootKey, random),
    mfaCodes: store.mfaCodes,
    passwords: newPasswords(store, CHEAP),
    judge: new PolicyJudge({
      warn: (message) => {
        throw new Error(message)
      },
      lintOptions,
    }),
    // There is no audit log here to look into.
    decisions: decisionRecords('no such directory'),
    reports: new Reports((cause) => {
      throw new Error('a report could not be made', { cause })
    }),
    quotas: new AccountQuotas(),
    regions: servedRegions({ regions: undefined, homeRegion: 'us-east-1' }),
    tokens: newIssuer({
      region: 'us-east-1',
      random,
      hedge: newHedge(rootKey, random),
      sealer: sealHere,
      sealingKey: () => {
        throw new Error('IAM issues no session tokens')
      },
      inspectDue: () => true,
    }),
  }
  const admin = userCaller(await store.read.users.byName(ACCOUNT, 'admin'))
  const root = rootCaller(ACCOUNT)
  const calls = { store, effects, admin }
  return {
    ...calls,
    clock,
    root,
    asks: (operation, input, caller) => asksOf(operation, call(input, caller ?? admin, clock), calls),
    run: (operation, input, caller) => runCall(operation, call(input, caller ?? admin, clock), calls),
    asUser: async (name, accountId = ACCOUNT) => userCaller(await store.read.users.byName(accountId, name)),
    asRole: async (name, accountId = ACCOUNT) => roleCaller(await store.read.roles.byName(accountId, name)),
    async close() {
      await effects.judge.close()
      await store.close()
    },
  }
}

async function bootstrap(tx: Writer): Promise<void> {
  const organizationArn = `arn:aws:organizations::${ACCOUNT}:organization/o-a1b2c3d4e5`
  await tx.write.createOrganization({
    id: 'o-a1b2c3d4e5',
    arn: organizationArn,
    rootId: 'r-a1b2',
    managementAccountId: ACCOUNT,
    createdAtMs: START_MS,
  })
  await tx.write.organizationPolicies.create(FULL_AWS_ACCESS)
  for (const target of ['r-a1b2', OTHER_ACCOUNT]) await tx.write.organizationPolicies.attach(FULL_AWS_ACCESS.id, target)
  for (const [id, name] of [
    [ACCOUNT, 'management'],
    [OTHER_ACCOUNT, 'member'],
  ] as const) {
    await tx.write.accounts.create({
      id,
      arn: `arn:aws:organizations::${ACCOUNT}:account/o-a1b2c3d4e5/${id}`,
      name,
      email: `${name}@example.com`,
      status: 'ACTIVE',
      joinedMethod: 'CREATED',
      joinedAtMs: START_MS,
    })
    await tx.write.users.create(administrator(id))
  }
}

const administrator = (accountId: string): User => ({
  accountId,
  id: accountId === ACCOUNT ? 'AIDAAAAAAAAAAAAAADMIN' : 'AIDABBBBBBBBBBBBADMIN',
  name: 'admin',
  path: '/',
  createdAtMs: START_MS,
  inlinePolicies: [],
  attachedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
  tags: [],
  groupIds: [],
})

const KEY = { type: 'longTerm', accessKeyId: 'AKIAIOSFODNN7EXAMPLE' } as const

const rootCaller = (accountId: string): RootCaller => ({
  kind: 'root',
  accountId,
  arn: rootArn(accountId),
  userId: accountId,
  credential: KEY,
})

function userCaller(user: User | undefined): UserCaller {
  if (user === undefined) throw new Error('the test calls as a user that does not exist')
  const { accountId, id, name } = user
  return { kind: 'user', accountId, arn: userArn(user), userId: id, userName: name, credential: KEY }
}

const HOUR_MS = 3_600_000
const SESSION = 'test'

function roleCaller(role: Role | undefined): AssumedRoleCaller {
  if (role === undefined) throw new Error('the test calls as a role that does not exist')
  const { accountId, id, name } = role
  const accessKeyId = 'ASIAIOSFODNN7EXAMPLE'
  const session: Session = {
    id: 'AAAAAAAAAAAAAAAA',
    accessKeyId,
    issuerRegion: 'us-east-1',
    epoch: 'us-east-1/1',
    kind: 'assumedRole',
    issuedAtMs: START_MS,
    expiresAtMs: START_MS + HOUR_MS,
    accountId,
    principalId: id,
    sourceAccessKeyId: KEY.accessKeyId,
    sessionName: SESSION,
    tags: [],
    chainDepth: 0,
    regionScope: 'v2',
  }
  return {
    kind: 'assumedRole',
    accountId,
    arn: assumedRoleArn(accountId, name, SESSION),
    userId: `${id}:${SESSION}`,
    roleArn: roleArn(role),
    roleId: id,
    roleName: name,
    sessionName: SESSION,
    credential: { type: 'session', accessKeyId, session },
  }
}

const call = <I>(input: I, caller: Caller, clock: Clock): Call<I> => ({
  input,
  caller,
  region: 'us-east-1',
  request: received({
    method: 'POST',
    target: '/',
    headers: [],
    body: new Uint8Array(),
    requestId: '00000000-0000-4000-8000-000000000000',
    receivedAtMs: clock.nowMs(),
    sourceIp: '192.0.2.1',
    secureTransport: true,
  }),
})

interface Calls {
  readonly store: Store
  readonly effects: Effects
}

async function asksOf<I, O>(operation: AnyOperation<I, O>, asked: Call<I>, calls: Calls): Promise<readonly Ask[]> {
  const asks = await operation.authorize(asked, calls.store.read, calls.effects)
  return asks === 'exempt' ? [] : asks
}

async function runCall<I, O>(operation: AnyOperation<I, O>, made: Call<I>, { store, effects }: Calls): Promise<O> {
  const asks = await operation.authorize(made, store.read, effects)
  const { messages, clock } = effects
  const authorized = await authorize(made, asks, { store: store.read, messages, nowMs: clock.nowMs() })
  if ('prepare' in operation) return store.write(await operation.prepare(authorized, store.read, effects))
  return operation.access === 'read'
    ? operation.run(authorized, store.read, effects)
    : store.write(async (tx) => operation.run(authorized, tx, effects))
}
