/** What the store holds, asked of the server itself. */
import assert from 'node:assert/strict'
import { resultOf } from './client.ts'
import type { Call, Client } from './client.ts'
import { onUser } from './load.ts'
import { ADMIN } from './server.ts'

type Result = Readonly<Record<string, unknown>>

async function ask(client: Client, call: Call): Promise<Result> {
  const answer = await client.call(ADMIN, call)
  assert.equal(answer.status, 200, answer.body)
  return resultOf(answer)
}

async function userNames(client: Client): Promise<readonly string[]> {
  const names: string[] = []
  let marker: unknown
  do {
    const more = typeof marker === 'string' ? { Marker: marker } : {}
    const page = await ask(client, { service: 'iam', action: 'ListUsers', parameters: { MaxItems: '1000', ...more } })
    for (const { UserName } of page['Users'] as readonly { UserName: string }[]) names.push(UserName)
    marker = page['Marker']
  } while (marker !== undefined && marker !== null)
  return names
}

/** Entities (as in Ledger.sure) of the users whose names begin with `prefix`. */
export async function inventory(client: Client, prefix: string): Promise<Set<string>> {
  const found = new Set<string>()
  for (const user of (await userNames(client)).filter((name) => name.startsWith(prefix))) {
    found.add(`user ${user}`)
    const policies = await ask(client, onUser('ListUserPolicies', user))
    if ((policies['PolicyNames'] as readonly string[]).length > 0) found.add(`policy ${user}`)
    const keys = await ask(client, onUser('ListAccessKeys', user))
    for (const { AccessKeyId } of keys['AccessKeyMetadata'] as readonly { AccessKeyId: string }[])
      found.add(`key ${AccessKeyId}`)
  }
  return found
}
