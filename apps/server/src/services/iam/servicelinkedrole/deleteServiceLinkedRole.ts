/**
 * DeleteServiceLinkedRole and GetServiceLinkedRoleDeletionStatus. Source: IAM API reference, the operations of those names.
 */
import { roleArn } from '../../../domain/arn.ts'
import type { Role } from '../../../domain/entities.ts'
import { uuid } from '../../../domain/ids.ts'
import { isServiceLinked, serviceLinkedPath } from '../../../domain/serviceLinkedRoles.ts'
import type {
  DeleteServiceLinkedRoleRequest,
  DeleteServiceLinkedRoleResponse,
  GetServiceLinkedRoleDeletionStatusRequest,
  GetServiceLinkedRoleDeletionStatusResponse,
} from '../../../protocol/types/iam.generated.ts'
import type { Writer } from '../../../store/store.ts'
import { readOperation, writeOperation } from '../../operation.ts'
import { ask } from '../askEntity.ts'
import { endSessions } from '../endSessions.ts'
import { invalidInput, noSuch, noSuchEntity } from '../entityErrors.ts'
import { holderAsk, roleKind } from '../holderKind.ts'
import { requireRole } from '../role/requireRole.ts'

/** How long it is known how a deletion went. */
const TASK_KEPT_MS = 7 * 86_400_000
/** Old tasks looked for at each deletion. */
const TASKS_SWEPT = 100

/**
 * Deletes the role at once, as nothing can be using it, and answers the id under which that is known for a week. Throws
 * NoSuchEntity, also for a role that is not linked to a service.
 */
export const deleteServiceLinkedRole = writeOperation<DeleteServiceLinkedRoleRequest, DeleteServiceLinkedRoleResponse>({
  name: 'DeleteServiceLinkedRole',

  async authorize({ input: { RoleName: name }, caller: { accountId } }, store) {
    return [await holderAsk(roleKind, { action: 'iam:DeleteServiceLinkedRole', accountId, name }, store)]
  },

  async run({ input: { RoleName }, caller }, store, { clock, random }) {
    const role = await requireRole(store, caller, RoleName)
    if (!isServiceLinked(role.path)) throw noSuch('role', RoleName)
    const nowMs = clock.nowMs()
    await store.write.roles.delete(role.id)
    await endSessions(store, { kind: 'principal', subject: role.id, reason: 'role deleted' }, nowMs)
    await sweepTasks(store, role.accountId, nowMs)
    return { DeletionTaskId: await keepTask(store, role, { nowMs, taskUuid: uuid(random) }) }
  },
})

async function sweepTasks(store: Writer, accountId: string, nowMs: number): Promise<void> {
  const { items } = await store.resources.list('roleDeletion', accountId, { limit: TASKS_SWEPT })
  for (const { id, createdAtMs } of items)
    if (createdAtMs + TASK_KEPT_MS <= nowMs) await store.write.resources.delete('roleDeletion', id)
}

async function keepTask(
  store: Writer,
  { accountId, path, name }: Role,
  { nowMs, taskUuid }: { readonly nowMs: number; readonly taskUuid: string },
): Promise<string> {
  const id = `task${path}${name}/${taskUuid}`
  await store.write.resources.create({
    kind: 'roleDeletion',
    accountId,
    id,
    name: id,
    path: '/',
    createdAtMs: nowMs,
    tags: [],
    facts: {},
  })
  return id
}

const TASK_ID = /^task\/aws-service-role\/([^/]+)\/([^/]+)\/[0-9a-f-]{36}$/

/** How a deletion went: it is done when it has an id. Throws InvalidInput for what is no such id, NoSuchEntity. */
export const getServiceLinkedRoleDeletionStatus = readOperation<
  GetServiceLinkedRoleDeletionStatusRequest,
  GetServiceLinkedRoleDeletionStatusResponse
>({
  name: 'GetServiceLinkedRoleDeletionStatus',

  authorize({ input: { DeletionTaskId: id }, caller: { accountId } }) {
    const [, service, name] = TASK_ID.exec(id) ?? []
    const known = service !== undefined && name !== undefined
    return ask(
      'iam:GetServiceLinkedRoleDeletionStatus',
      known ? roleArn({ accountId, path: serviceLinkedPath(service), name }) : '*',
    )
  },

  async run({ input: { DeletionTaskId: id }, caller: { accountId } }, store, { clock }) {
    if (!TASK_ID.test(id)) throw invalidInput(`The deletion task id ${id} is not valid.`)
    const task = await store.resources.byId('roleDeletion', id)
    const isKnown = task?.accountId === accountId && task.createdAtMs + TASK_KEPT_MS > clock.nowMs()
    if (!isKnown) throw noSuchEntity(`The deletion task ${id} cannot be found.`)
    return { Status: 'SUCCEEDED' }
  },
})
