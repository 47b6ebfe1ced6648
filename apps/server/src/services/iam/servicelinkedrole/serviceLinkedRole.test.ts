/** Service-linked roles: names, what protects them, how they end. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { gather } from '../../../authz/gather.ts'
import { LINKING_SERVICES } from '../../../domain/serviceLinkedRoles.ts'
import { attachPolicy } from '../attachment/attachPolicy.ts'
import { detachPolicy } from '../attachment/detachPolicy.ts'
import { deleteBoundary, putBoundary } from '../boundary/boundary.ts'
import { roleKind } from '../holderKind.ts'
import { deletePolicy } from '../inline/deletePolicy.ts'
import { putPolicy } from '../inline/putPolicy.ts'
import { createInstanceProfile } from '../instanceprofile/createInstanceProfile.ts'
import { addRoleToInstanceProfile } from '../instanceprofile/roleInProfile.ts'
import { createRole } from '../role/createRole.ts'
import { deleteRole } from '../role/deleteRole.ts'
import { getRole } from '../role/getRole.ts'
import { tagRole } from '../role/tagRole.ts'
import { updateAssumeRolePolicy } from '../role/updateAssumeRolePolicy.ts'
import { updateRole, updateRoleDescription } from '../role/updateRole.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../testing.ts'
import { createServiceLinkedRole } from './createServiceLinkedRole.ts'
import { deleteServiceLinkedRole, getServiceLinkedRoleDeletionStatus } from './deleteServiceLinkedRole.ts'

const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const TRUST = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole"}]}`

let iam: IamHarness
describe('serviceLinkedRole', () => {
  before(async () => {
    iam = await openIam()
  })
  after(() => iam.close())

  const create = (AWSServiceName: string, more: object = {}) =>
    iam.run(createServiceLinkedRole, { AWSServiceName, ...more })
  const remove = (RoleName: string) => iam.run(deleteServiceLinkedRole, { RoleName })
  const status = (DeletionTaskId: string) => iam.run(getServiceLinkedRoleDeletionStatus, { DeletionTaskId })

  describe('CreateServiceLinkedRole', () => {
    test('name, path and trust follow from the service', async () => {
      const { Role: created } = await create('ecs.amazonaws.com', { Description: 'for ECS' })
      const { AssumeRolePolicyDocument: trust = '', ...shown } = created ?? assert.fail()
      assert.deepEqual(shown, {
        Path: '/aws-service-role/ecs.amazonaws.com/',
        RoleName: 'AWSServiceRoleForECS',
        RoleId: created?.RoleId,
        Arn: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
        CreateDate: iam.clock.nowMs(),
      })
      assert.deepEqual(JSON.parse(decodeURIComponent(trust)), {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      })
      assert.deepEqual((await iam.run(getRole, { RoleName: 'AWSServiceRoleForECS' })).Role, {
        ...created,
        Description: 'for ECS',
        MaxSessionDuration: 3_600,
        RoleLastUsed: {},
      })
      await assert.rejects(create('ecs.amazonaws.com'), {
        code: 'InvalidInput',
        message:
          'Service role name AWSServiceRoleForECS has been taken in this account, please try a different suffix.',
      })
    })

    test('a suffix where the service takes one', async () => {
      await create('autoscaling.amazonaws.com')
      const { Role } = await create('autoscaling.amazonaws.com', { CustomSuffix: 'blue' })
      assert.equal(Role?.RoleName, 'AWSServiceRoleForAutoScaling_blue')
      await assert.rejects(create('es.amazonaws.com', { CustomSuffix: 'x' }), {
        code: 'InvalidInput',
        message: 'Custom suffix is not allowed for es.amazonaws.com',
      })
      await assert.rejects(create('autoscaling.amazonaws.com', { CustomSuffix: 'x'.repeat(64) }), {
        code: 'InvalidInput',
        message: /longer than 64 characters/,
      })
    })

    test('names that AWS gave such roles', async () => {
      for (const [service, name] of [
        ['docdb-elastic', 'DocDB-Elastic'],
        ['ec2.application-autoscaling', 'ApplicationAutoScaling_EC2SpotFleetRequest'],
        ['elasticbeanstalk', 'ElasticBeanstalk'],
        ['notifications', 'AwsUserNotifications'],
        ['wafv2', 'WAFV2Logging'],
      ] as const)
        assert.equal((await create(`${service}.amazonaws.com`)).Role?.RoleName, `AWSServiceRoleFor${name}`)
      const { Role } = await create('connect.amazonaws.com', { CustomSuffix: 'one' })
      assert.equal(Role?.RoleName, 'AWSServiceRoleForAmazonConnect_one')
      await assert.rejects(create('wafv2.amazonaws.com', { CustomSuffix: 'one' }), {
        code: 'InvalidInput',
        message: 'Custom suffix is not allowed for wafv2.amazonaws.com',
      })
    })

    test('other services are refused', async () => {
      for (const service of ['s3.amazonaws.com', 'ecs', 'constructor'])
        await assert.rejects(create(service), { code: 'InvalidInput', message: /is not a service/ })
    })

    test('every name in the table is a role name', () => {
      for (const [service, { name }] of LINKING_SERVICES) {
        assert.match(`AWSServiceRoleFor${name}`, /^[\w-]{18,64}$/)
        assert.match(service, /^[a-z0-9.-]+\.amazonaws\.com$/)
      }
    })
  })

  describe('a service-linked role', () => {
    test('is changed by nobody', async () => {
      const RoleName = 'AWSServiceRoleForRDS'
      await create('rds.amazonaws.com')
      await iam.run(createInstanceProfile, { InstanceProfileName: 'Box' })
      const changes = {
        delete: () => iam.run(deleteRole, { RoleName }),
        trust: () => iam.run(updateAssumeRolePolicy, { RoleName, PolicyDocument: TRUST }),
        duration: () => iam.run(updateRole, { RoleName, MaxSessionDuration: 7_200 }),
        attach: () => iam.run(attachPolicy(roleKind), { RoleName, PolicyArn: READ_ONLY }),
        detach: () => iam.run(detachPolicy(roleKind), { RoleName, PolicyArn: READ_ONLY }),
        put: () => iam.run(putPolicy(roleKind), { RoleName, PolicyName: 'p', PolicyDocument: TRUST }),
        deletePolicy: () => iam.run(deletePolicy(roleKind), { RoleName, PolicyName: 'p' }),
        bound: () => iam.run(putBoundary(roleKind), { RoleName, PermissionsBoundary: READ_ONLY }),
        unbound: () => iam.run(deleteBoundary(roleKind), { RoleName }),
        profile: () => iam.run(addRoleToInstanceProfile, { InstanceProfileName: 'Box', RoleName }),
      }
      for (const [change, made] of Object.entries(changes))
        await assert.rejects(
          made(),
          {
            code: 'UnmodifiableEntity',
            message: `Cannot perform the operation on the protected role '${RoleName}' - this role is only modifiable by AWS`,
          },
          change,
        )
    })

    test('but its description and tags are', async () => {
      const RoleName = 'AWSServiceRoleForKafka'
      await create('kafka.amazonaws.com')
      const description = async () => (await iam.run(getRole, { RoleName })).Role.Description
      await iam.run(updateRole, { RoleName, Description: 'one' })
      assert.equal(await description(), 'one')
      await iam.run(updateRoleDescription, { RoleName, Description: 'two' })
      assert.equal(await description(), 'two')
      await iam.run(tagRole, { RoleName, Tags: [{ Key: 'k', Value: 'v' }] })
    })

    test('is not reached by service control policies', async () => {
      const other = await iam.asUser('admin', OTHER_ACCOUNT)
      await iam.run(createServiceLinkedRole, { AWSServiceName: 'eks.amazonaws.com' }, other)
      await iam.run(createRole, { RoleName: 'Plain', Path: '/a/', AssumeRolePolicyDocument: TRUST }, other)
      const levels = async (name: string) =>
        (await gather(await iam.asRole(name, OTHER_ACCOUNT), iam.store.read)).scp.length
      assert.equal(await levels('AWSServiceRoleForAmazonEKS'), 0)
      assert.ok((await levels('Plain')) > 0)
    })
  })

  describe('DeleteServiceLinkedRole, GetServiceLinkedRoleDeletionStatus', () => {
    test('deletes at once and says so for a week', async () => {
      const { Role } = await create('batch.amazonaws.com')
      const { DeletionTaskId } = await remove('AWSServiceRoleForBatch')
      assert.match(
        DeletionTaskId,
        /^task\/aws-service-role\/batch\.amazonaws\.com\/AWSServiceRoleForBatch\/[0-9a-f-]{36}$/,
      )
      assert.deepEqual(await status(DeletionTaskId), { Status: 'SUCCEEDED' })
      const gone = { code: 'NoSuchEntity', message: 'The role with name AWSServiceRoleForBatch cannot be found.' }
      await assert.rejects(iam.run(getRole, { RoleName: 'AWSServiceRoleForBatch' }), gone)
      await assert.rejects(remove('AWSServiceRoleForBatch'), gone)
      const ended = await iam.store.read.revocations.active(iam.clock.nowMs())
      assert.ok(ended.some(({ kind, subject }) => kind === 'principal' && subject === Role?.RoleId))
      const missing = { code: 'NoSuchEntity', message: `The deletion task ${DeletionTaskId} cannot be found.` }
      await assert.rejects(
        iam.run(getServiceLinkedRoleDeletionStatus, { DeletionTaskId }, await iam.asUser('admin', OTHER_ACCOUNT)),
        missing,
      )
      iam.clock.advance(7 * 86_400_000)
      await assert.rejects(status(DeletionTaskId), missing)
      await create('batch.amazonaws.com')
      const { DeletionTaskId: next } = await remove('AWSServiceRoleForBatch')
      assert.equal(await iam.store.read.resources.byId('roleDeletion', DeletionTaskId), undefined)
      assert.deepEqual(await status(next), { Status: 'SUCCEEDED' })
    })

    test('of what is none', async () => {
      await iam.run(createRole, { RoleName: 'Ordinary', AssumeRolePolicyDocument: TRUST })
      await assert.rejects(remove('Ordinary'), { code: 'NoSuchEntity' })
      await iam.run(getRole, { RoleName: 'Ordinary' })
      await assert.rejects(status('task/none'), { code: 'InvalidInput' })
      await assert.rejects(
        status('task/aws-service-role/ecs.amazonaws.com/Role/00000000-0000-4000-8000-000000000000'),
        {
          code: 'NoSuchEntity',
        },
      )
    })
  })

  test('asks', async () => {
    const arn = (rest: string) => `arn:aws:iam::${ACCOUNT}:role/aws-service-role/${rest}`
    const service = (value: string) => [{ key: 'iam:AWSServiceName', value }]
    const AWSServiceName = 'autoscaling.amazonaws.com'
    assert.deepEqual(await iam.asks(createServiceLinkedRole, { AWSServiceName, CustomSuffix: 'x' }), [
      {
        action: 'iam:CreateServiceLinkedRole',
        resource: arn('autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling_x'),
        context: service(AWSServiceName),
      },
    ])
    assert.deepEqual(await iam.asks(createServiceLinkedRole, { AWSServiceName: 'unknown' }), [
      { action: 'iam:CreateServiceLinkedRole', resource: arn('unknown/'), context: service('unknown') },
    ])
    await create('redshift.amazonaws.com')
    assert.deepEqual(await iam.asks(deleteServiceLinkedRole, { RoleName: 'AWSServiceRoleForRedshift' }), [
      {
        action: 'iam:DeleteServiceLinkedRole',
        resource: arn('redshift.amazonaws.com/AWSServiceRoleForRedshift'),
        context: [],
      },
    ])
    const action = 'iam:GetServiceLinkedRoleDeletionStatus'
    const DeletionTaskId = 'task/aws-service-role/a.amazonaws.com/R/00000000-0000-4000-8000-000000000000'
    assert.deepEqual(await iam.asks(getServiceLinkedRoleDeletionStatus, { DeletionTaskId }), [
      { action, resource: arn('a.amazonaws.com/R'), context: [] },
    ])
    assert.deepEqual(await iam.asks(getServiceLinkedRoleDeletionStatus, { DeletionTaskId: 'x' }), [
      { action, resource: '*', context: [] },
    ])
  })
})
