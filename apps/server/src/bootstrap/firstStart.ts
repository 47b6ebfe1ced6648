/** The first start of an empty store: organization, management account, admin user and its key. Source: contract.md, "First start". */
import { buildRecord } from '../audit/event.ts'
import { PARTITION } from '../domain/arn.ts'
import { encodeBase64 } from '../domain/base64.ts'
import type { Organization } from '../domain/entities.ts'
import { accessKeyId, newAccountId, randomLabel, uniqueId, uuid } from '../domain/ids.ts'
import { FULL_AWS_ACCESS } from '../domain/organizationPolicies.ts'
import { received } from '../domain/request.ts'
import { Secret } from '../domain/secret.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Random } from '../runtime/random.ts'
import type { Store, Writer } from '../store/store.ts'
import type { Chosen } from './chosen.ts'

/** What a first start needs. */
export interface FirstStart {
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  readonly region: string
  readonly chosen: Chosen
  /** Keeps the admin's key for its owner; durable when it returns. Called before the store commits. */
  readonly keep: (key: { readonly id: string; readonly secret: string }) => void
}

const ADMIN = 'admin'
const ADMINISTRATOR_ACCESS = `arn:${PARTITION}:iam::aws:policy/AdministratorAccess`

/** An organization with that management account, not stored yet. */
export function newOrganization(
  accountId: string,
  { clock, random }: Pick<FirstStart, 'clock' | 'random'>,
): Organization {
  const id = `o-${randomLabel(10, random)}`
  return {
    id,
    arn: `arn:${PARTITION}:organizations::${accountId}:organization/${id}`,
    rootId: `r-${randomLabel(4, random)}`,
    managementAccountId: accountId,
    createdAtMs: clock.nowMs(),
  }
}

/** Stores it with its management account and the policies that a new organization has. */
export async function createOrganization(tx: Writer, organization: Organization, nowMs: number): Promise<void> {
  const { id, managementAccountId, rootId } = organization
  await tx.write.createOrganization(organization)
  await tx.write.accounts.create({
    id: managementAccountId,
    arn: `arn:${PARTITION}:organizations::${managementAccountId}:account/${id}/${managementAccountId}`,
    name: 'management',
    email: `management@${managementAccountId}.brevet.invalid`,
    status: 'ACTIVE',
    joinedMethod: 'INVITED',
    joinedAtMs: nowMs,
  })
  await tx.write.organizationPolicies.create(FULL_AWS_ACCESS)
  await tx.write.organizationPolicies.attach(FULL_AWS_ACCESS.id, rootId)
  await tx.write.organizationPolicies.attach(FULL_AWS_ACCESS.id, managementAccountId)
}

async function createAdmin(tx: Writer, accountId: string, { clock, random }: FirstStart): Promise<string> {
  const id = uniqueId('AIDA', random)
  const createdAtMs = clock.nowMs()
  const holder = { accountId, id, name: ADMIN, path: '/', createdAtMs, inlinePolicies: [], attachedPolicyArns: [] }
  await tx.write.users.create({ ...holder, tags: [], groupIds: [] })
  await tx.write.holders.attachPolicy(id, ADMINISTRATOR_ACCESS)
  return id
}

/** The first change has its record too. Nobody called: the server itself did it. */
function startRecord(accountId: string, { clock, random, region }: FirstStart) {
  const request = received({
    method: 'POST',
    target: '/',
    headers: [['user-agent', 'brevet serve']],
    body: new Uint8Array(),
    requestId: uuid(random),
    receivedAtMs: clock.nowMs(),
    sourceIp: '127.0.0.1',
    secureTransport: false,
  })
  return buildRecord({
    caller: undefined,
    request,
    eventSource: 'brevet.amazonaws.com',
    eventName: 'FirstStart',
    region,
    readOnly: false,
    recipientAccountId: accountId,
    eventId: uuid(random),
  })
}

/** Fills an empty store in one transaction; does nothing to a store that has its organization. Answers the organization. */
export async function firstStart(start: FirstStart): Promise<Organization> {
  const present = await start.store.read.organization.get()
  if (present !== undefined) return present
  const { chosen, clock, random } = start
  const accountId = chosen.accountId ?? newAccountId(random)
  const admin = chosen.admin ?? {
    accessKeyId: accessKeyId(accountId, random),
    secretAccessKey: encodeBase64(random.bytes(30)),
  }
  const organization = newOrganization(accountId, start)
  start.keep({ id: admin.accessKeyId, secret: admin.secretAccessKey })
  await start.store.write(async (tx) => {
    const createdAtMs = clock.nowMs()
    await createOrganization(tx, organization, createdAtMs)
    const userId = await createAdmin(tx, accountId, start)
    const owners = [{ userId, ...admin }, ...(chosen.root === undefined ? [] : [{ userId: accountId, ...chosen.root }])]
    for (const { accessKeyId: id, secretAccessKey, userId: owner } of owners) {
      await tx.write.accessKeys.create({
        id,
        accountId,
        userId: owner,
        status: 'Active',
        createdAtMs,
        secret: new Secret(secretAccessKey),
      })
    }
    const record = startRecord(accountId, start)
    await tx.outbox(record.eventID, JSON.stringify(record))
  })
  return organization
}
