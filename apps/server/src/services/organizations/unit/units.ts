/** Organizational units: finding them, their names, and how answers show them. */
import type { Organization, OrganizationalUnit } from '../../../domain/entities.ts'
import { ServiceError } from '../../../domain/errors.ts'
import type { OrganizationalUnit as WireUnit } from '../../../protocol/types/organizations.generated.ts'
import { nameKey } from '../../../store/names.ts'
import type { Reader } from '../../../store/store.ts'
import { constraintViolation, parentNotFound, unitNotFound } from '../refusals.ts'

/** Units below the root. Source: Organizations user guide, "Quotas for AWS Organizations". */
const MAX_DEPTH = 5

/** Units directly under one parent; ours (AWS: 2,000 in an organization). */
const MAX_UNITS = 1_000

/** Throws OrganizationalUnitNotFoundException. */
export async function requireUnit(id: string, store: Reader): Promise<OrganizationalUnit> {
  const unit = await store.organization.unit(id)
  if (unit === undefined) throw unitNotFound()
  return unit
}

/** Whether the id is the root's or that of a unit there is. */
export const isParent = async (id: string, { rootId }: Organization, store: Reader): Promise<boolean> =>
  id === rootId || (await store.organization.unit(id)) !== undefined

/** Throws ParentNotFoundException. */
export async function requireParent(id: string, organization: Organization, store: Reader): Promise<void> {
  if (!(await isParent(id, organization, store))) throw parentNotFound()
}

/** Throws DuplicateOrganizationalUnitException where another unit under the parent has the name, ignoring case, and where there are too many (sentence from memory). */
export async function requireFreeName(name: string, parentId: string, store: Reader): Promise<void> {
  const { items, next } = await store.organization.unitsIn(parentId, { limit: MAX_UNITS })
  if (items.some((unit) => nameKey(unit.name) === nameKey(name)))
    throw new ServiceError('DuplicateOrganizationalUnitException', 'An OU with the same name already exists.')
  if (next !== undefined || items.length >= MAX_UNITS)
    throw constraintViolation('You have exceeded the number of OUs that you can have.', 'OU_NUMBER_LIMIT_EXCEEDED')
}

/** Throws ConstraintViolationException where a unit in this parent would be deeper than five levels. */
export async function requireDepth(parentId: string, { rootId }: Organization, store: Reader): Promise<void> {
  // The parent's ancestors are the root and the units above it.
  const depth = parentId === rootId ? 0 : ((await store.organization.ancestors(parentId))?.length ?? 0)
  if (depth >= MAX_DEPTH)
    throw constraintViolation(
      'You cannot add an organizational unit to the specified parent because it would exceed the max depth allowed.',
      'OU_DEPTH_LIMIT_EXCEEDED',
    )
}

/** A unit and where it is. */
export async function wireUnit(unit: OrganizationalUnit, { id }: Organization, store: Reader): Promise<WireUnit> {
  const above = (await store.organization.ancestors(unit.id)) ?? []
  return { Id: unit.id, Arn: unit.arn, Name: unit.name, Path: `${[id, ...above, unit.id].join('/')}/` }
}
