/** GetAccountAuthorizationDetails over many roles: how long all pages take, and how long they keep others waiting. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { uniqueId } from '../../apps/server/src/domain/ids.ts'
import { loadProtocol } from '../../apps/server/src/protocol/loadProtocol.ts'
import { systemRandom } from '../../apps/server/src/runtime/random.ts'
import { getAccountAuthorizationDetails } from '../../apps/server/src/services/iam/accountDetails/getAccountAuthorizationDetails.ts'
import { ACCOUNT, openIam, type IamHarness } from '../../apps/server/src/services/iam/testing.ts'

/** What one reading of all pages came to. */
export interface DetailsRun {
  readonly tookMs: number
  /** The longest time for which nothing else could run, milliseconds. */
  readonly longestMs: number
  readonly p99Ms: number
}

const policy = (statement: object): string => JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
const DOCUMENT = policy({
  Effect: 'Allow',
  Action: ['s3:GetObject', 's3:ListBucket'],
  Resource: 'arn:aws:s3:::bench/*',
})
const TRUST = policy({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: 'sts:AssumeRole',
})

async function fill({ store }: IamHarness, roles: number): Promise<void> {
  await store.write(async ({ write }) => {
    for (let n = 0; n < roles; n += 1)
      await write.roles.create({
        id: uniqueId('AROA', systemRandom),
        accountId: ACCOUNT,
        name: `Role${n}`,
        path: '/many/',
        createdAtMs: 0,
        maxSessionSeconds: 3_600,
        trustPolicy: TRUST,
        inlinePolicies: [{ name: 'work', document: DOCUMENT }],
        attachedPolicyArns: [],
        tags: [{ key: 'team', value: 'blue' }],
      })
  })
}

async function readAll(iam: IamHarness, roles: number): Promise<void> {
  const codec = loadProtocol('iam').operation('GetAccountAuthorizationDetails')
  if (codec === undefined) throw new Error('not in the model')
  let seen = 0
  let Marker: string | undefined
  do {
    const input = { MaxItems: 1_000, ...(Marker === undefined ? {} : { Marker }) }
    const page = await iam.run(getAccountAuthorizationDetails, input)
    await codec.encodeInTurns(page, { requestId: 'r', json: false })
    seen += page.RoleDetailList?.length ?? 0
    Marker = page.Marker
  } while (Marker !== undefined)
  if (seen !== roles) throw new Error(`${seen} roles instead of ${roles}`)
}

/** Reads and encodes all pages `rounds` times, in this process, from a store in memory. */
export async function measureDetails(roles: number, rounds: number): Promise<readonly DetailsRun[]> {
  const iam = await openIam()
  try {
    await fill(iam, roles)
    await readAll(iam, roles)
    const runs: DetailsRun[] = []
    for (let round = 0; round < rounds; round += 1) {
      const delay = monitorEventLoopDelay({ resolution: 1 })
      delay.enable()
      const startedMs = performance.now()
      await readAll(iam, roles)
      const tookMs = performance.now() - startedMs
      delay.disable()
      runs.push({ tookMs, longestMs: delay.max / 1e6, p99Ms: delay.percentile(99) / 1e6 })
    }
    return runs
  } finally {
    await iam.close()
  }
}
