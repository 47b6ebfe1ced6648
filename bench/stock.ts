/** Data directories with something in them: a caller who may assume roles, and as many roles as asked for. */
import { loadConfig } from '../apps/server/src/config/index.ts'
import { dataFiles } from '../apps/server/src/config/dataFiles.ts'
import { roleArn } from '../apps/server/src/domain/arn.ts'
import type { Role } from '../apps/server/src/domain/entities.ts'
import { accessKeyId, uniqueId } from '../apps/server/src/domain/ids.ts'
import { Secret } from '../apps/server/src/domain/secret.ts'
import { systemClock } from '../apps/server/src/runtime/clock.ts'
import { systemRandom } from '../apps/server/src/runtime/random.ts'
import { openSqliteStore } from '../apps/server/src/store/sqlite/openSqliteStore.ts'
import type { Writer } from '../apps/server/src/store/store.ts'
import { rootKeyOf } from '../apps/server/src/token/keys/index.ts'
import { newSecretBox } from '../apps/server/src/token/secretBox.ts'
import { startBrevet } from './processes.ts'

/** Who calls, and what may be assumed. */
export interface Stock {
  readonly dataDir: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  /** The ARN of role number `n`, from 0. */
  role(n: number): string
}

const ACCOUNT = '111122223333'
const BATCH = 1_000
const PATH = '/bench/'
const SECRET = 'benchbenchbenchbenchbenchbenchbenchbench'

const policy = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements })

/** The caller's side: one statement that lets it assume, one that is about something else. */
const CALLERS_POLICY = policy(
  { Sid: 'Assume', Effect: 'Allow', Action: 'sts:AssumeRole', Resource: `arn:aws:iam::${ACCOUNT}:role${PATH}*` },
  { Sid: 'Look', Effect: 'Allow', Action: ['iam:Get*', 'iam:List*'], Resource: '*' },
)

/** The role's side: it trusts the account, so both sides must agree, under a condition. */
const TRUST_POLICY = policy({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: 'sts:AssumeRole',
  Condition: { StringLike: { 'sts:RoleSessionName': 'bench-*' } },
})

const ROLES_POLICY = policy({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::bench/*' })

const name = (n: number): string => `Role${String(n).padStart(6, '0')}`
const holder = { accountId: ACCOUNT, tags: [], attachedPolicyArns: [] }

const newRole = (n: number): Role => ({
  ...holder,
  id: uniqueId('AROA', systemRandom),
  name: name(n),
  path: PATH,
  createdAtMs: systemClock.nowMs(),
  maxSessionSeconds: 3_600,
  trustPolicy: TRUST_POLICY,
  inlinePolicies: [{ name: 'work', document: ROLES_POLICY }],
})

async function putCaller(tx: Writer, policies: readonly string[]): Promise<string> {
  const user = { ...holder, id: uniqueId('AIDA', systemRandom), name: 'bench', path: '/', groupIds: [] }
  const createdAtMs = systemClock.nowMs()
  await tx.write.users.create({
    ...user,
    createdAtMs,
    inlinePolicies: policies.map((document, n) => ({ name: `policy-${n}`, document })),
  })
  const id = accessKeyId(ACCOUNT, systemRandom)
  const key = { id, accountId: ACCOUNT, userId: user.id, status: 'Active' as const, createdAtMs }
  await tx.write.accessKeys.create({ ...key, secret: new Secret(SECRET) })
  return id
}

/** What lets the caller write as well. */
export const WRITERS_POLICY: string = policy({
  Effect: 'Allow',
  Action: ['iam:TagRole', 'iam:CreateRole'],
  Resource: [`arn:aws:iam::${ACCOUNT}:role${PATH}*`, `arn:aws:iam::${ACCOUNT}:role/written/*`],
})

/**
 * Makes `dataDir` by a first start of the real server, then adds the caller and `roles` roles through the store's writer.
 * `more` are further policies of the caller.
 */
export async function makeStock(dataDir: string, roles: number, more: readonly string[] = []): Promise<Stock> {
  await (await startBrevet(dataDir, { BREVET_ACCOUNT_ID: ACCOUNT })).stop()
  const loaded = loadConfig({ flags: new Map([['data-dir', dataDir]]), env: {} })
  if (!loaded.ok) throw new Error(loaded.problems.join('; '))
  const files = dataFiles(dataDir, loaded.config.database)
  const box = newSecretBox(await rootKeyOf(files.rootKey, undefined, systemRandom), systemRandom)
  const store = await openSqliteStore({ file: files.database, box, clock: systemClock })
  const callerKey = await store.write((tx) => putCaller(tx, [CALLERS_POLICY, ...more]))
  for (let first = 0; first < roles; first += BATCH)
    await store.write(async (tx) => {
      for (let n = first; n < Math.min(first + BATCH, roles); n += 1) await tx.write.roles.create(newRole(n))
    })
  await store.close()
  return {
    dataDir,
    credentials: { accessKeyId: callerKey, secretAccessKey: SECRET },
    role: (n) => roleArn({ accountId: ACCOUNT, path: PATH, name: name(n) }),
  }
}
