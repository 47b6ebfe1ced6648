/** CreateAccount. Source: Organizations API reference, CreateAccount; user guide, "Creating a member account". */
import { PARTITION, policyArn, rootArn } from '../../domain/arn.ts'
import type { Account, CreateAccountStatus, Organization, Role } from '../../domain/entities.ts'
import { newAccountId, randomLabel, uniqueId } from '../../domain/ids.ts'
import type { CreateAccountRequest, CreateAccountResponse } from '../../protocol/types/organizations.generated.ts'
import type { Random } from '../../runtime/random.ts'
import type { Reader, Writer } from '../../store/store.ts'
import { writeOperation } from '../operation.ts'
import { wireStatus } from './answers.ts'
import { attachDefaults } from './attachDefaults.ts'
import { requireManagementAccount } from './membership.ts'
import { newPartAsk } from './parts.ts'
import { invalidInput } from './refusals.ts'
import { addedTags, requestTagKeys } from './requestTags.ts'

const DEFAULT_ROLE = 'OrganizationAccountAccessRole'

/** What a new account is made of. */
interface Founding {
  readonly input: CreateAccountRequest
  readonly organization: Organization
  readonly nowMs: number
  readonly random: Random
}

/**
 * Creates a member account with the role by which the management account reaches it. AWS does this in the background;
 * here it is done when the call answers, and the answer is its outcome: SUCCEEDED, or FAILED with EMAIL_ALREADY_EXISTS.
 */
export const createAccount = writeOperation<CreateAccountRequest, CreateAccountResponse>({
  name: 'CreateAccount',

  async authorize({ input }, store) {
    const context = requestTagKeys(input.Tags)
    const create = { action: 'organizations:CreateAccount', resource: '*', context }
    if (context.length === 0) return [create]
    return [create, await newPartAsk({ action: 'TagResource', context }, 'account', store)]
  },

  async run({ input, caller }, store, { clock, random }) {
    const organization = await requireManagementAccount(store, caller)
    refuseUnsupported(input)
    const nowMs = clock.nowMs()
    const taken = (await store.accounts.byEmail(input.Email)) !== undefined
    addedTags([], input.Tags)
    const outcome = taken
      ? ({ state: 'FAILED', failureReason: 'EMAIL_ALREADY_EXISTS' } as const)
      : ({ state: 'SUCCEEDED', accountId: await found({ input, organization, nowMs, random }, store) } as const)
    const status: CreateAccountStatus = {
      id: `car-${randomLabel(32, random)}`,
      accountName: input.AccountName,
      requestedAtMs: nowMs,
      completedAtMs: nowMs,
      ...outcome,
    }
    await store.write.accounts.putCreateStatus(status)
    return { CreateAccountStatus: wireStatus(status) }
  },
})

/** Throws InvalidInputException (the sentence is ours) for what would otherwise be accepted and have no effect. */
function refuseUnsupported({ IamUserAccessToBilling }: CreateAccountRequest): void {
  if (IamUserAccessToBilling === 'DENY')
    throw invalidInput(
      'IamUserAccessToBilling DENY is not supported: there is no billing to keep users from. Use ALLOW or leave it out.',
      'INVALID_ENUM',
    )
}

/** Creates the account, allows it what its organization allows, and opens it to the management account. Answers its id. */
async function found(founding: Founding, store: Writer): Promise<string> {
  const { input, organization, nowMs, random } = founding
  const id = await unusedAccountId(random, store)
  const account: Account = {
    id,
    arn: `arn:${PARTITION}:organizations::${organization.managementAccountId}:account/${organization.id}/${id}`,
    name: input.AccountName,
    email: input.Email,
    status: 'ACTIVE',
    joinedMethod: 'CREATED',
    joinedAtMs: nowMs,
  }
  await store.write.accounts.create(account)
  await attachDefaults(id, store)
  await store.write.putTags(id, addedTags([], input.Tags))
  await store.write.roles.create(accessRole(id, founding))
  return id
}

/** The role that anybody whom the management account lets may assume, with every permission in the new account. */
function accessRole(accountId: string, { input, organization, nowMs, random }: Founding): Role {
  const trust = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: rootArn(organization.managementAccountId) }, Action: 'sts:AssumeRole' },
    ],
  }
  return {
    accountId,
    id: uniqueId('AROA', random),
    name: input.RoleName ?? DEFAULT_ROLE,
    path: '/',
    createdAtMs: nowMs,
    inlinePolicies: [],
    attachedPolicyArns: [policyArn({ accountId: 'aws', path: '/', name: 'AdministratorAccess' })],
    tags: [],
    maxSessionSeconds: 3600,
    trustPolicy: JSON.stringify(trust),
  }
}

async function unusedAccountId(random: Random, store: Reader): Promise<string> {
  for (;;) {
    const id = newAccountId(random)
    if ((await store.accounts.byId(id)) === undefined) return id
  }
}
