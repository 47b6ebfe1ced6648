/** Reads the organization's units and policies, what is attached where, and tags. */
import type { OrganizationalUnit } from '../../domain/entities.ts'
import type { OrganizationPolicy, OrganizationReader } from '../organization.ts'
import type { OrganizationalUnitTable, OrganizationPolicyTable } from '../schema.ts'
import type { Source } from '../source.ts'
import type { ListQuery } from '../store.ts'
import { account } from './accounts.ts'
import { cut, page, rowsFor } from './page.ts'
import { tagsOf } from './tags.ts'

type Lists = Omit<
  OrganizationReader,
  'get' | 'policyTypes' | 'serviceControlPolicies' | 'resourceControlPolicies' | 'ancestors'
>

/** The part of the organization's reader that no decision needs. */
export const organizationLists = (source: Source): Lists => ({ ...unitLists(source), ...policyLists(source) })

const unitLists = (source: Source): Pick<Lists, 'unit' | 'unitsIn' | 'accountsIn' | 'tags'> => ({
  async unit(id) {
    const row = await source.db.selectFrom('organizational_units').selectAll().where('id', '=', id).executeTakeFirst()
    return row === undefined ? undefined : unit(row)
  },
  async unitsIn(parentId, query) {
    refusePath(query)
    let units = source.db.selectFrom('organizational_units').selectAll().where('parent_id', '=', parentId)
    if (query.after !== undefined) units = units.where('list_key', '>', query.after)
    const { shown, next } = cut(
      await units.orderBy('list_key').limit(rowsFor(query)).execute(),
      query,
      (row) => row.list_key,
    )
    return page(shown.map(unit), next)
  },
  async accountsIn(unitId, query) {
    refusePath(query)
    const all = source.db.selectFrom('accounts').selectAll()
    let accounts = unitId === null ? all.where('parent_id', 'is', null) : all.where('parent_id', '=', unitId)
    if (query.after !== undefined) accounts = accounts.where('list_key', '>', query.after)
    const { shown, next } = cut(
      await accounts.orderBy('list_key').limit(rowsFor(query)).execute(),
      query,
      (row) => row.list_key,
    )
    return page(shown.map(account), next)
  },
  async tags(id) {
    return Object.freeze((await tagsOf(source.db, [id])).get(id) ?? [])
  },
})

const policyLists = (source: Source): Pick<Lists, 'policy' | 'policies' | 'policiesOf' | 'targetsOf'> => ({
  async policy(id) {
    const row = await source.db.selectFrom('organization_policies').selectAll().where('id', '=', id).executeTakeFirst()
    return row === undefined ? undefined : policy(row)
  },
  async policies(type, query) {
    refusePath(query)
    let policies = source.db.selectFrom('organization_policies').selectAll().where('type', '=', type)
    if (query.after !== undefined) policies = policies.where('name', '>', query.after)
    const { shown, next } = cut(
      await policies.orderBy('name').limit(rowsFor(query)).execute(),
      query,
      (row) => row.name,
    )
    return page(shown.map(policy), next)
  },
  async policiesOf(targetId, type) {
    const rows = await source.db
      .selectFrom('organization_attachments')
      .innerJoin('organization_policies', 'organization_policies.id', 'organization_attachments.policy_id')
      .selectAll('organization_policies')
      .where('target_id', '=', targetId)
      .where('type', '=', type)
      .orderBy('policy_id')
      .execute()
    return Object.freeze(rows.map(policy))
  },
  async targetsOf(policyId, query) {
    refusePath(query)
    let targets = source.db.selectFrom('organization_attachments').select('target_id').where('policy_id', '=', policyId)
    if (query.after !== undefined) targets = targets.where('target_id', '>', query.after)
    const { shown, next } = cut(
      await targets.orderBy('target_id').limit(rowsFor(query)).execute(),
      query,
      (row) => row.target_id,
    )
    return page(
      shown.map(({ target_id }) => target_id),
      next,
    )
  },
})

function refusePath({ pathPrefix }: ListQuery): void {
  if (pathPrefix !== undefined) throw new RangeError('nothing in an organization has a path')
}

const unit = (row: OrganizationalUnitTable): OrganizationalUnit =>
  Object.freeze({
    id: row.id,
    parentId: row.parent_id,
    name: row.name,
    arn: row.arn,
    createdAtMs: row.created_at_ms,
  })

const policy = (row: OrganizationPolicyTable): OrganizationPolicy =>
  Object.freeze({
    id: row.id,
    type: row.type,
    name: row.name,
    description: row.description,
    awsManaged: row.aws_managed === 1,
    document: row.document,
  })
