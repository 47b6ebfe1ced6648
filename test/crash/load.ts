/** Many clients at once: credentials, changes and refusals, until the server is gone or the test says stop. */
import { newClient, Lost } from './client.ts'
import type { Answer, Call, Client } from './client.ts'
import { noted } from './ledger.ts'
import type { Ledger } from './ledger.ts'
import { ACCOUNT, ADMIN } from './server.ts'

export const CLIENTS = 16
const ROLE = 'crash'
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
})
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' }],
})

/** Makes the role that everybody assumes, on a server that has just begun. */
export async function prepare({ endpoint }: { readonly endpoint: string }): Promise<void> {
  const client = newClient(endpoint)
  const parameters = { RoleName: ROLE, AssumeRolePolicyDocument: TRUST }
  const answer = await client.call(ADMIN, { service: 'iam', action: 'CreateRole', parameters })
  client.close()
  if (answer.status !== 200) throw new Error(answer.body)
}

export const assumeRole = (session: string, role = ROLE): Call => ({
  service: 'sts',
  action: 'AssumeRole',
  parameters: { RoleArn: `arn:aws:iam::${ACCOUNT}:role/${role}`, RoleSessionName: session },
})

export const getCallerIdentity: Call = { service: 'sts', action: 'GetCallerIdentity' }

export const onUser = (action: string, user: string, more: Readonly<Record<string, string>> = {}): Call => ({
  service: 'iam',
  action,
  parameters: { UserName: user, ...more },
})

/** A load under way. */
export interface Load {
  /** Lets every client finish its open call. */
  stop(): Promise<void>
  /** Resolves when every client has stopped or lost its server. */
  readonly ended: Promise<void>
}

/** One client's life: a user with a policy and a key, taken away again every other time; a credential between changes; a refusal now and then. */
async function live(user: string, remove: boolean, call: (call: Call) => Promise<Answer>): Promise<void> {
  const policy = { PolicyName: 'p' }
  await call(onUser('CreateUser', user))
  await call(assumeRole(user))
  await call(onUser('PutUserPolicy', user, { ...policy, PolicyDocument: POLICY }))
  await call(assumeRole(user))
  const created = await call(onUser('CreateAccessKey', user))
  await call(assumeRole(user, 'nobody'))
  if (!remove || created.status !== 200) return
  const AccessKeyId = /"AccessKeyId":"(\w+)"/.exec(created.body)?.[1] ?? ''
  await call(onUser('DeleteAccessKey', user, { AccessKeyId }))
  await call(onUser('DeleteUserPolicy', user, policy))
  await call(onUser('DeleteUser', user))
}

async function untilLost(client: Client, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof Lost)) throw error
  } finally {
    client.close()
  }
}

/** Starts CLIENTS clients; their users' names begin with `prefix`. */
export function startLoad(endpoint: string, ledger: Ledger, prefix: string): Load {
  let stopped = false
  const one = (index: number): Promise<void> => {
    const client = newClient(endpoint)
    const call = async (next: Call): Promise<Answer> => {
      // Between two calls, never inside one: what is open is waited for.
      if (stopped) throw new Stopped()
      return noted(ledger, client, { key: ADMIN, call: next })
    }
    return untilLost(client, async () => {
      try {
        for (let life = 0; ; life++) await live(`${prefix}-${index}-${life}`, life % 2 === 0, call)
      } catch (error) {
        if (!(error instanceof Stopped)) throw error
      }
    })
  }
  const ended = Promise.all(Array.from({ length: CLIENTS }, (_, index) => one(index))).then(() => undefined)
  return {
    ended,
    stop() {
      stopped = true
      return ended
    },
  }
}

class Stopped extends Error {
  override readonly name = 'Stopped'
}
