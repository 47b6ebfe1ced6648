/** Settings of an account: resources that are put, not created. */
import type { AccountResource, ResourceKind } from '../domain/accountResources.ts'
import type { Writer } from '../store/store.ts'

/** What names a setting, and what it is set to. */
export type Setting<K extends ResourceKind> = Pick<AccountResource<K>, 'kind' | 'accountId' | 'id' | 'name' | 'facts'>

/** Sets what may have been set before. */
export async function putSetting<K extends ResourceKind>(
  setting: Setting<K>,
  nowMs: number,
  store: Writer,
): Promise<void> {
  const { kind, id, facts } = setting
  if ((await store.resources.byId(kind, id)) !== undefined) await store.write.resources.update(kind, id, { facts })
  else await store.write.resources.create({ ...setting, path: '/', createdAtMs: nowMs, tags: [] })
}
