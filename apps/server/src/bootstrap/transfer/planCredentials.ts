/** Access keys, MFA devices, and account resources with their secrets. */
import { hash, timingSafeEqual } from 'node:crypto'
import type { AccessKey, MfaDevice } from '../../domain/entities.ts'
import type { Secret } from '../../domain/secret.ts'
import { ORGANIZATION_GUARDRAILS_ID } from '../../domain/credentialIds.ts'
import type { ResourceChange } from '../../domain/accountResources.ts'
import { CODE_RADIUS_STEPS, stepAt } from '../../domain/totp.ts'
import { systemClock } from '../../runtime/clock.ts'
import { endSessions } from '../../services/iam/endSessions.ts'
import type { Writer } from '../../store/store.ts'
import type { CarriedKind, CarriedResource } from './accountState.ts'
import { added, impossible, present, type StateChange, type Step, tagSteps } from './change.ts'

const same = (one: Secret | undefined, other: Secret | undefined): boolean =>
  (one === undefined) === (other === undefined) &&
  timingSafeEqual(hash('sha256', one?.reveal() ?? '', 'buffer'), hash('sha256', other?.reveal() ?? '', 'buffer'))

/** A key that is there must be the same key: another secret under its id would lock its holder out, or let another in. */
export async function planAccessKey(key: AccessKey, tx: Writer): Promise<StateChange> {
  const entity = `access key ${key.id}`
  const have = await tx.accessKeys.byId(key.id)
  if (have === undefined) return added(entity, (to) => to.write.accessKeys.create(key))
  if (have.userId !== key.userId) return impossible(entity, `it belongs to ${have.userId} here`)
  if (!same(have.secret, key.secret)) return impossible(entity, 'it has another secret here')
  if (have.status === key.status) return present(entity, [])
  return present(entity, [{ words: key.status, run: (to) => switchKey(key, to) }])
}

/** As UpdateAccessKey does: with a key that is switched off ends what came from it. */
async function switchKey({ id, status }: AccessKey, tx: Writer): Promise<void> {
  await tx.write.accessKeys.setStatus(id, status)
  const ending = { kind: 'accessKey', subject: id, reason: 'access key deactivated by an import' } as const
  if (status === 'Inactive') await endSessions(tx, ending, systemClock.nowMs())
}

export async function planDevice(device: MfaDevice, tx: Writer): Promise<StateChange> {
  const { serialNumber, userId, enabledAtMs = 0 } = device
  const entity = `MFA device ${serialNumber}`
  const have = await tx.mfaDevices.bySerial(serialNumber)
  if (have === undefined) {
    if (await tx.mfaDevices.taken(serialNumber)) return impossible(entity, 'the name is taken here, in other letters')
    return added(entity, async (to) => {
      await to.write.mfaDevices.create(device)
      await holdAsUsed(device, to)
    })
  }
  if (!same(have.seed, device.seed)) return impossible(entity, 'it has another seed here')
  const assign: readonly Step[] =
    userId === undefined || userId === have.userId
      ? []
      : [{ words: `assign to ${userId}`, run: (to) => assignTo(userId, { ...have, enabledAtMs }, to) }]
  return present(entity, [...assign, ...tagSteps(serialNumber, device.tags, have.tags)])
}

async function assignTo(
  userId: string,
  device: MfaDevice & { readonly enabledAtMs: number },
  tx: Writer,
): Promise<void> {
  await tx.write.mfaDevices.assign(device.serialNumber, userId, device.enabledAtMs)
  await holdAsUsed(device, tx)
}

/**
 * Nobody here knows which codes were used where the file comes from: every code that a server could have taken up to now is
 * held as used, as long as the clocks agree. The device's next code but one is good again: in a minute at most.
 */
async function holdAsUsed({ clockOffsetSteps, serialNumber }: MfaDevice, tx: Writer): Promise<void> {
  const latest = stepAt(systemClock.nowMs()) + clockOffsetSteps + CODE_RADIUS_STEPS
  // False where later ones are held already.
  await tx.write.mfaDevices.synchronise(serialNumber, clockOffsetSteps, latest)
}

/** What changes by use, and is no difference. */
const USED: ReadonlySet<string> = new Set(['failures', 'lastFailedAtMs', 'lastUsedAtMs'])

const settled = (facts: object): string =>
  JSON.stringify(
    Object.entries(facts)
      .filter(([name]) => !USED.has(name))
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )

function differences(wanted: CarriedResource, have: CarriedResource): readonly Step[] {
  const words = [
    ...(wanted.name === have.name && wanted.path === have.path ? [] : [`name ${wanted.path}${wanted.name}`]),
    ...(wanted.ownerId === undefined || wanted.ownerId === have.ownerId ? [] : [`of ${wanted.ownerId}`]),
    ...(settled(wanted.facts) === settled(have.facts) ? [] : ['facts']),
    ...(same(wanted.secret, have.secret) ? [] : ['secret']),
  ]
  if (words.length === 0) return []
  const { kind, id, name, path, ownerId, facts, secret } = wanted
  const change = {
    name,
    path,
    facts,
    ...(ownerId === undefined ? {} : { ownerId }),
    ...(secret === undefined ? {} : { secret }),
    // The facts are of the kind that the resource has, which the types cannot follow.
  } as ResourceChange<CarriedKind>
  return [{ words: words.join(', '), run: (tx) => tx.write.resources.update<CarriedKind>(kind, id, change) }]
}

/** An alias is one of an account: a file does not take the one away that the account has now. */
async function otherAlias({ kind, accountId, id }: CarriedResource, tx: Writer): Promise<string | undefined> {
  if (kind !== 'accountAlias') return undefined
  const { items } = await tx.resources.list('accountAlias', accountId, { limit: 1 })
  const [alias] = items
  return alias === undefined || alias.id === id ? undefined : `the account has the alias ${alias.id} here`
}

/** The organization's guardrails belong to its management account: a member's file does not set them. */
async function othersGuardrails({ accountId, id }: CarriedResource, tx: Writer): Promise<string | undefined> {
  if (id !== ORGANIZATION_GUARDRAILS_ID) return undefined
  const organization = await tx.organization.get()
  return organization?.managementAccountId === accountId ? undefined : 'they are of another organization'
}

export async function planResource(resource: CarriedResource, tx: Writer): Promise<StateChange> {
  const { kind, id, name, accountId } = resource
  const entity = `${kind} ${name}`
  const have = (await tx.resources.byId<CarriedKind>(kind, id)) as CarriedResource | undefined
  if (have !== undefined && have.accountId !== accountId) return impossible(entity, `account ${have.accountId} has it`)
  const namesake = have ?? (await tx.resources.byName(kind, accountId, name))
  if (namesake !== undefined && namesake.id !== id)
    return impossible(entity, `the name is taken here: by ${namesake.id}, and this is ${id}`)
  const why = (await otherAlias(resource, tx)) ?? (await othersGuardrails(resource, tx))
  if (why !== undefined) return impossible(entity, why)
  if (have === undefined) return added(entity, (to) => to.write.resources.create<CarriedKind>(resource))
  return present(entity, [...differences(resource, have), ...tagSteps(id, resource.tags, have.tags)])
}
