/** What every store must do for the organization: units, policies by level, types in force, tags. */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import type { OrganizationalUnit } from '../../domain/entities.ts'
import {
  FULL_AWS_ACCESS,
  type OrganizationPolicyType,
  RCP_FULL_AWS_ACCESS_ID,
} from '../../domain/organizationPolicies.ts'
import type { OpenStore } from '../contract.ts'
import { StoreConflict } from '../errors.ts'
import { ACCOUNT, OTHER_ACCOUNT, account, organization } from '../fixtures/entities.ts'
import type { OrganizationPolicy } from '../organization.ts'
import type { Store, Writer } from '../store.ts'

const ROOT = organization.rootId

const unit = (name: string, parentId: string = ROOT): OrganizationalUnit => ({
  id: `ou-abcd-${name.toLowerCase()}`,
  parentId,
  name,
  arn: `arn:aws:organizations::${ACCOUNT}:ou/${organization.id}/ou-abcd-${name.toLowerCase()}`,
  createdAtMs: 1,
})

const policy = (name: string, type: OrganizationPolicyType = 'SERVICE_CONTROL_POLICY'): OrganizationPolicy => ({
  id: `p-${name.toLowerCase()}`,
  type,
  name,
  description: `${name} it`,
  awsManaged: false,
  document: `{"is":"${name}"}`,
})

/** Runs the suite over stores made by `open`. */
export function organizationContract(title: string, open: OpenStore): void {
  describe(`store contract: organization: ${title}`, () => {
    let store: Store
    const write = (work: (to: Writer['write']) => Promise<void>) => store.write((tx) => work(tx.write))
    beforeEach(async () => {
      store = await open({ nowMs: () => 0, monotonicMs: () => 0 })
      await write(async (to) => {
        await to.createOrganization(organization)
        await to.accounts.create(account(ACCOUNT, 'management'))
        await to.accounts.create(account(OTHER_ACCOUNT, 'member'))
        await to.organizationPolicies.create(FULL_AWS_ACCESS)
        await to.organizationalUnits.create(unit('Upper'))
        await to.organizationalUnits.create(unit('lower', unit('Upper').id))
      })
    })
    afterEach(() => store.close())

    const ids = (levels: readonly (readonly { readonly id: string }[])[]) =>
      levels.map((level) => level.map(({ id }) => id))
    const scps = async () => ids(await store.read.organization.serviceControlPolicies(OTHER_ACCOUNT))
    const rcps = async () => ids(await store.read.organization.resourceControlPolicies(OTHER_ACCOUNT))

    test('units are found by id, and listed under their parent, the oldest first', async () => {
      const beta = { ...unit('beta'), createdAtMs: 20 }
      await write((to) => to.organizationalUnits.create({ ...unit('Alpha'), createdAtMs: 100 }))
      await write((to) => to.organizationalUnits.create(beta))
      assert.deepEqual(await store.read.organization.unit(unit('beta').id), beta)
      assert.equal(await store.read.organization.unit('ou-none'), undefined)
      const first = await store.read.organization.unitsIn(ROOT, { limit: 1 })
      assert.deepEqual(first.items, [unit('Upper')])
      await write((to) => to.organizationalUnits.rename(beta.id, 'Zeta'))
      const rest = await store.read.organization.unitsIn(ROOT, { limit: 2, after: first.next ?? '' })
      assert.deepEqual(
        rest.items.map(({ name }) => name),
        ['Zeta', 'Alpha'],
      )
      assert.deepEqual((await store.read.organization.unitsIn(unit('Upper').id, { limit: 9 })).items, [
        unit('lower', unit('Upper').id),
      ])
      await assert.rejects(store.read.organization.unitsIn(ROOT, { limit: 1, pathPrefix: '/' }), RangeError)
    })

    test('names of units clash under one parent only, ignoring case', async () => {
      const clash = { ...unit('UPPER'), id: 'ou-abcd-other', arn: 'arn:other' }
      await assert.rejects(
        write((to) => to.organizationalUnits.create(clash)),
        StoreConflict,
      )
      await write((to) => to.organizationalUnits.create({ ...clash, parentId: unit('Upper').id }))
      await write((to) => to.organizationalUnits.rename(clash.id, 'Renamed'))
      assert.equal((await store.read.organization.unit(clash.id))?.name, 'Renamed')
      await assert.rejects(
        write((to) => to.organizationalUnits.rename('ou-none', 'x')),
        StoreConflict,
      )
    })

    test('a unit that is deleted takes its tags and attachments along', async () => {
      const { id } = unit('lower')
      await write(async (to) => {
        await to.putTags(id, [{ key: 'k', value: 'v' }])
        await to.organizationPolicies.attach(FULL_AWS_ACCESS.id, id)
        await to.organizationalUnits.delete(id)
      })
      assert.deepEqual(await store.read.organization.tags(id), [])
      assert.deepEqual((await store.read.organization.targetsOf(FULL_AWS_ACCESS.id, { limit: 9 })).items, [])
      await assert.rejects(
        write((to) => to.organizationalUnits.delete(id)),
        StoreConflict,
      )
    })

    test('an account that moves is listed where it is, and other levels apply at once', async () => {
      await write(async (to) => {
        for (const each of [policy('Rooted'), policy('High'), policy('Low'), policy('Own')])
          await to.organizationPolicies.create(each)
        await to.organizationPolicies.attach('p-rooted', ROOT)
        await to.organizationPolicies.attach('p-high', unit('Upper').id)
        await to.organizationPolicies.attach('p-low', unit('lower').id)
        await to.organizationPolicies.attach('p-own', OTHER_ACCOUNT)
      })
      assert.deepEqual(await store.read.organization.ancestors(OTHER_ACCOUNT), [ROOT])
      assert.deepEqual(await scps(), [['p-rooted'], ['p-own']])
      await write((to) => to.accounts.move(OTHER_ACCOUNT, unit('lower').id))
      assert.deepEqual(await store.read.organization.ancestors(OTHER_ACCOUNT), [
        ROOT,
        unit('Upper').id,
        unit('lower').id,
      ])
      assert.deepEqual(await scps(), [['p-rooted'], ['p-high'], ['p-low'], ['p-own']])
      assert.deepEqual((await store.read.organization.accountsIn(unit('lower').id, { limit: 9 })).items, [
        account(OTHER_ACCOUNT, 'member'),
      ])
      assert.deepEqual((await store.read.organization.accountsIn(null, { limit: 9 })).items, [
        account(ACCOUNT, 'management'),
      ])
      await write((to) => to.accounts.move(OTHER_ACCOUNT, null))
      assert.deepEqual(await scps(), [['p-rooted'], ['p-own']])
      assert.deepEqual(await store.read.organization.ancestors(unit('lower').id), [ROOT, unit('Upper').id])
      assert.equal(await store.read.organization.ancestors('999999999999'), undefined)
      await assert.rejects(
        write((to) => to.accounts.move('999999999999', null)),
        StoreConflict,
      )
    })

    test('resource control policies apply once in force, to members only; ending that detaches them all', async () => {
      assert.deepEqual(await store.read.organization.policyTypes(), ['SERVICE_CONTROL_POLICY'])
      await write((to) => to.organizationPolicies.create(policy('Guard', 'RESOURCE_CONTROL_POLICY')))
      assert.deepEqual(await rcps(), [])
      await write((to) => to.organizationPolicies.enableType('RESOURCE_CONTROL_POLICY'))
      assert.deepEqual(await store.read.organization.policyTypes(), [
        'SERVICE_CONTROL_POLICY',
        'RESOURCE_CONTROL_POLICY',
      ])
      assert.deepEqual(await rcps(), [[RCP_FULL_AWS_ACCESS_ID], [RCP_FULL_AWS_ACCESS_ID]])
      await write((to) => to.organizationPolicies.attach('p-guard', ROOT))
      assert.deepEqual(await rcps(), [[RCP_FULL_AWS_ACCESS_ID, 'p-guard'], [RCP_FULL_AWS_ACCESS_ID]])
      assert.deepEqual(await scps(), [[], []], 'types do not mix')
      assert.deepEqual(
        await store.read.organization.resourceControlPolicies(ACCOUNT),
        [],
        'the management account is exempt',
      )
      assert.deepEqual(
        await store.read.organization.resourceControlPolicies('999999999999'),
        [],
        'no member, no policies',
      )
      await write((to) => to.organizationPolicies.disableType('RESOURCE_CONTROL_POLICY'))
      assert.deepEqual(await rcps(), [])
      await write((to) => to.organizationPolicies.enableType('RESOURCE_CONTROL_POLICY'))
      assert.deepEqual(await rcps(), [[RCP_FULL_AWS_ACCESS_ID], [RCP_FULL_AWS_ACCESS_ID]])
    })

    test('service control policies that are not in force limit nobody; in force again, the default allows', async () => {
      assert.deepEqual(await scps(), [[], []])
      await write((to) => to.organizationPolicies.disableType('SERVICE_CONTROL_POLICY'))
      assert.deepEqual(await scps(), [])
      await write((to) => to.organizationPolicies.enableType('SERVICE_CONTROL_POLICY'))
      assert.deepEqual(await scps(), [[FULL_AWS_ACCESS.id], [FULL_AWS_ACCESS.id]])
      assert.deepEqual((await store.read.organization.targetsOf(FULL_AWS_ACCESS.id, { limit: 9 })).items, [
        ACCOUNT,
        OTHER_ACCOUNT,
        unit('lower').id,
        unit('Upper').id,
        ROOT,
      ])
    })

    test('policies are read, changed, listed by type and name, and deleted with their tags', async () => {
      await write(async (to) => {
        for (const each of [policy('Zebra'), policy('Ape')]) await to.organizationPolicies.create(each)
        await to.organizationPolicies.attach('p-ape', ROOT)
        await to.putTags('p-zebra', [{ key: 'k', value: 'v' }])
      })
      assert.deepEqual(await store.read.organization.policy('p-ape'), policy('Ape'))
      assert.deepEqual(await store.read.organization.policiesOf(ROOT, 'SERVICE_CONTROL_POLICY'), [policy('Ape')])
      assert.deepEqual(await store.read.organization.policiesOf(ROOT, 'RESOURCE_CONTROL_POLICY'), [])
      const page = await store.read.organization.policies('SERVICE_CONTROL_POLICY', { limit: 2 })
      assert.deepEqual(page.items, [policy('Ape'), FULL_AWS_ACCESS])
      assert.deepEqual(
        (await store.read.organization.policies('SERVICE_CONTROL_POLICY', { limit: 2, after: page.next ?? '' })).items,
        [policy('Zebra')],
      )
      await scps()
      await write((to) => to.organizationPolicies.update('p-ape', { document: '{}', name: 'Monkey' }))
      assert.deepEqual(await store.read.organization.policy('p-ape'), {
        ...policy('Ape'),
        document: '{}',
        name: 'Monkey',
      })
      assert.equal((await store.read.organization.serviceControlPolicies(OTHER_ACCOUNT))[0]?.[0]?.document, '{}')
      await write(async (to) => {
        await to.organizationPolicies.detach('p-ape', ROOT)
        await to.organizationPolicies.delete('p-zebra')
      })
      assert.deepEqual(await scps(), [[], []])
      assert.equal(await store.read.organization.policy('p-zebra'), undefined)
      assert.deepEqual(await store.read.organization.tags('p-zebra'), [])
      await assert.rejects(
        write((to) => to.organizationPolicies.delete('p-zebra')),
        StoreConflict,
      )
      await assert.rejects(
        write((to) => to.organizationPolicies.update('p-zebra', {})),
        StoreConflict,
      )
    })

    test('the root, units, accounts and policies have tags', async () => {
      const owners = [ROOT, unit('Upper').id, OTHER_ACCOUNT, FULL_AWS_ACCESS.id]
      await write(async (to) => {
        for (const owner of owners) await to.putTags(owner, [{ key: 'of', value: owner }])
      })
      for (const owner of owners)
        assert.deepEqual(await store.read.organization.tags(owner), [{ key: 'of', value: owner }])
      await write((to) => to.deleteTags(ROOT, ['OF']))
      assert.deepEqual(await store.read.organization.tags(ROOT), [])
      await assert.rejects(
        write((to) => to.putTags('999999999999', [])),
        StoreConflict,
      )
    })

    test('an alias that reads like the id of a part takes none of its tags away', async () => {
      const tags = [{ key: 'keep', value: 'me' }]
      const owners = [ROOT, unit('Upper').id, FULL_AWS_ACCESS.id]
      await write(async (to) => {
        for (const owner of owners) await to.putTags(owner, tags)
      })
      const alias = { kind: 'accountAlias', accountId: OTHER_ACCOUNT, path: '/', createdAtMs: 1, facts: {} } as const
      for (const id of owners) {
        await write((to) => to.resources.create({ ...alias, id, name: id, tags: [] }))
        assert.deepEqual((await store.read.resources.byId('accountAlias', id))?.tags, [])
        await write((to) => to.resources.delete('accountAlias', id))
        assert.deepEqual(await store.read.organization.tags(id), tags)
      }
      await assert.rejects(
        write((to) => to.resources.create({ ...alias, id: 'r-other', name: 'other', tags })),
        /tags on accountAlias/,
      )
    })

    test('an account is renamed, and listed where it was', async () => {
      const listed = async () => (await store.read.accounts.list({ limit: 9 })).items.map(({ name }) => name)
      assert.deepEqual(await listed(), ['management', 'member'])
      await store.read.accounts.byId(OTHER_ACCOUNT)
      await write((to) => to.accounts.rename(OTHER_ACCOUNT, 'Another'))
      assert.deepEqual(await store.read.accounts.byId(OTHER_ACCOUNT), {
        ...account(OTHER_ACCOUNT, 'member'),
        name: 'Another',
      })
      assert.deepEqual(await listed(), ['management', 'Another'])
      await assert.rejects(
        write((to) => to.accounts.rename('999999999999', 'nobody')),
        StoreConflict,
      )
    })

    test('an account is suspended; creations are listed by time and state', async () => {
      await store.read.accounts.byId(OTHER_ACCOUNT)
      await write((to) => to.accounts.setStatus(OTHER_ACCOUNT, 'SUSPENDED'))
      assert.equal((await store.read.accounts.byId(OTHER_ACCOUNT))?.status, 'SUSPENDED')
      const begun = { id: 'car-2', accountName: 'a', state: 'IN_PROGRESS', requestedAtMs: 1 } as const
      const failed = { ...begun, id: 'car-1', state: 'FAILED', requestedAtMs: 2 } as const
      await write(async (to) => {
        for (const each of [begun, failed]) await to.accounts.putCreateStatus(each)
      })
      assert.deepEqual((await store.read.accounts.createStatuses([], { limit: 9 })).items, [begun, failed])
      const { next = '' } = await store.read.accounts.createStatuses([], { limit: 1 })
      assert.deepEqual((await store.read.accounts.createStatuses([], { limit: 9, after: next })).items, [failed])
      assert.deepEqual((await store.read.accounts.createStatuses(['FAILED', 'SUCCEEDED'], { limit: 9 })).items, [
        failed,
      ])
    })
  })
}
