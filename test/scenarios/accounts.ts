/** Member accounts for cross-account scenarios. */
import { CreateAccountCommand } from '@aws-sdk/client-organizations'
import { session } from './people.ts'
import type { Key, World } from './world.ts'

/** A member account and an administrator's session in it. */
export interface Member {
  readonly id: string
  /** OrganizationAccountAccessRole, assumed from the management account. */
  readonly admin: Key
}

/** Creates a member account and enters it as AWS's documentation says. */
export async function newMember(world: World, name: string): Promise<Member> {
  const made = await world
    .organizations()
    .send(new CreateAccountCommand({ AccountName: name, Email: `${name}@example.com` }))
  const id = made.CreateAccountStatus?.AccountId
  if (id === undefined) throw new Error(`no account: ${made.CreateAccountStatus?.FailureReason}`)
  const arn = `arn:aws:iam::${id}:role/OrganizationAccountAccessRole`
  return { id, admin: await session(world, world.admin, { arn }) }
}
