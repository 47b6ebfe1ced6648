/** EntityPath: the root, an organizational unit or an account, by everything above it. Source: IAM API reference, GenerateOrganizationsAccessReport. */
import type { Organization } from '../../../domain/entities.ts'
import type { ListQuery, Page, Reader } from '../../../store/store.ts'
import { invalidInput, noSuchEntity } from '../entityErrors.ts'

/** A part of the organization. */
export interface Entity {
  /** Ids of the root, the units and the account, from the root down; the last one is the entity. */
  readonly parts: readonly string[]
  /** Present where the entity is an account. */
  readonly accountId?: string
}

/** An account and where it is: `o-.../r-.../ou-.../<id>`. */
export interface PlacedAccount {
  readonly id: string
  readonly path: string
}

const ACCOUNT_ID = /^\d{12}$/
const UNIT_ID = /^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/

/** Throws InvalidInput for what is no path in this organization, NoSuchEntity where nothing is there. */
export async function entityAt(path: string, { id, rootId }: Organization, store: Reader): Promise<Entity> {
  const [organization, ...parts] = path.split('/').filter((part) => part !== '')
  const [root, ...below] = parts
  const last = below.at(-1)
  const units = last !== undefined && ACCOUNT_ID.test(last) ? below.slice(0, -1) : below
  if (organization !== id || root !== rootId || !units.every((unit) => UNIT_ID.test(unit)))
    throw invalidInput(`${path} is not the path of the root, of a unit or of an account of this organization.`)
  if (last === undefined) return { parts }
  const above = await store.organization.ancestors(last)
  if (above?.join('/') !== parts.slice(0, -1).join('/')) throw noSuchEntity(`There is nothing at ${path}.`)
  return ACCOUNT_ID.test(last) ? { parts, accountId: last } : { parts }
}

const PAGE = 100

async function all<T>(page: (query: ListQuery) => Promise<Page<T>>): Promise<readonly T[]> {
  const items: T[] = []
  let after: string | undefined
  do {
    const { items: more, next } = await page({ limit: PAGE, ...(after === undefined ? {} : { after }) })
    items.push(...more)
    after = next
  } while (after !== undefined)
  return items
}

/** The accounts in an entity, those in the units below it included. */
export async function accountsIn(
  { parts, accountId }: Entity,
  { id: organizationId, rootId }: Organization,
  { organization }: Reader,
): Promise<readonly PlacedAccount[]> {
  const placed = (above: readonly string[], id: string) => ({ id, path: [organizationId, ...above, id].join('/') })
  if (accountId !== undefined) return [placed(parts.slice(0, -1), accountId)]
  const found: PlacedAccount[] = []
  const left: (readonly string[])[] = [parts]
  for (let above = left.pop(); above !== undefined; above = left.pop()) {
    const here = above
    const parent = here.at(-1) ?? rootId
    const accounts = await all((query) => organization.accountsIn(parent === rootId ? null : parent, query))
    found.push(...accounts.map(({ id }) => placed(here, id)))
    const units = await all((query) => organization.unitsIn(parent, query))
    left.push(...units.map(({ id }) => [...here, id]))
  }
  return found
}
