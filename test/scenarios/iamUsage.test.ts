/** What was used when, and the account as a whole: the SDK and the AWS CLI against `brevet serve`, through a restart. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  CredentialReportNotPresentException,
  CredentialReportNotReadyException,
  GenerateCredentialReportCommand,
  GenerateServiceLastAccessedDetailsCommand,
  GetAccessKeyLastUsedCommand,
  GetCredentialReportCommand,
  GetRoleCommand,
  GetServiceLastAccessedDetailsCommand,
  GetServiceLastAccessedDetailsWithEntitiesCommand,
  IAMClient,
  ListPoliciesGrantingServiceAccessCommand,
  ListRolesCommand,
  NoSuchEntityException,
  paginateGetAccountAuthorizationDetails,
} from '@aws-sdk/client-iam'
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { awsCli, skipWithout } from './child.ts'
import { refusedAs } from './refused.ts'
import { startServe, type ServeProcess } from './serveProcess.ts'
import type { Key } from './world.ts'

const ACCOUNT = '111122223333'
const ADMIN: Key = { accessKeyId: 'AKIAUSAGEADMIN000001', secretAccessKey: 'the secret of the admin, 40 letters long' }
const ENV = {
  BREVET_ACCOUNT_ID: ACCOUNT,
  BREVET_ADMIN_ACCESS_KEY_ID: ADMIN.accessKeyId,
  BREVET_ADMIN_SECRET_ACCESS_KEY: ADMIN.secretAccessKey,
}
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' },
})

let cwd: string
let server: ServeProcess
let clients: (IAMClient | STSClient)[] = []
const config = (credentials: Key, region: string) => ({
  endpoint: server.endpoint,
  region,
  credentials,
  maxAttempts: 1,
})
const keep = <C extends IAMClient | STSClient>(client: C): C => {
  clients.push(client)
  return client
}
const iam = (key = ADMIN): IAMClient => keep(new IAMClient(config(key, 'us-east-1')))
const sts = (key = ADMIN, region = 'eu-west-1'): STSClient => keep(new STSClient(config(key, region)))

async function stop(): Promise<void> {
  for (const client of clients) client.destroy()
  clients = []
  assert.equal((await server.stop()).code, 0)
}

let bobsKey: Key
let sleeping = ''

describe('iamUsage', () => {
  before(async () => {
    cwd = mkdtempSync(join(tmpdir(), 'brevet-usage-'))
    server = await startServe({ cwd, env: ENV })
    for (const RoleName of ['busy', 'idle'])
      await iam().send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }))
    await iam().send(
      new AttachRolePolicyCommand({ RoleName: 'busy', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
    )
    await iam().send(new CreateUserCommand({ UserName: 'bob' }))
    const made = await iam().send(new CreateAccessKeyCommand({ UserName: 'bob' }))
    bobsKey = {
      accessKeyId: made.AccessKey?.AccessKeyId ?? '',
      secretAccessKey: made.AccessKey?.SecretAccessKey ?? '',
    }
    sleeping = (await iam().send(new CreateAccessKeyCommand({ UserName: 'bob' }))).AccessKey?.AccessKeyId ?? ''
    // Bob may do nothing: what he tries counts all the same.
    await refusedAs(iam(bobsKey).send(new ListRolesCommand({})), 'AccessDenied')
    const { Credentials } = await sts().send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${ACCOUNT}:role/busy`,
        RoleSessionName: 'work',
      }),
    )
    await sts().send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${ACCOUNT}:role/idle`,
        RoleSessionName: 'rest',
      }),
    )
    const session = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    }
    await sts(session, 'ap-south-1').send(new GetCallerIdentityCommand({}))
    // What the server has seen is written when it stops, and there when it starts again.
    await stop()
    server = await startServe({ cwd, env: ENV })
  })
  after(async () => {
    await stop()
    rmSync(cwd, { recursive: true, force: true })
  })

  describe('last use', () => {
    test('of access keys', async () => {
      const used = await iam().send(new GetAccessKeyLastUsedCommand({ AccessKeyId: bobsKey.accessKeyId }))
      assert.equal(used.UserName, 'bob')
      assert.equal(used.AccessKeyLastUsed?.ServiceName, 'iam')
      assert.equal(used.AccessKeyLastUsed.Region, 'us-east-1')
      assert.ok(used.AccessKeyLastUsed.LastUsedDate instanceof Date)
      const never = await iam().send(new GetAccessKeyLastUsedCommand({ AccessKeyId: sleeping }))
      assert.deepEqual(never.AccessKeyLastUsed, { ServiceName: 'N/A', Region: 'N/A' })
    })

    test('of roles: their sessions count, assuming them does not', async () => {
      const busy = await iam().send(new GetRoleCommand({ RoleName: 'busy' }))
      assert.equal(busy.Role?.RoleLastUsed?.Region, 'ap-south-1')
      const idle = await iam().send(new GetRoleCommand({ RoleName: 'idle' }))
      assert.deepEqual(idle.Role?.RoleLastUsed, {})
    })
  })

  async function completed(JobId: string | undefined) {
    for (;;) {
      const report = await iam().send(new GetServiceLastAccessedDetailsCommand({ JobId }))
      if (report.JobStatus !== 'IN_PROGRESS') return report
      await sleep(20)
    }
  }

  describe('service last accessed details', () => {
    test('by action, of a role', async () => {
      const { JobId } = await iam().send(
        new GenerateServiceLastAccessedDetailsCommand({
          Arn: `arn:aws:iam::${ACCOUNT}:role/busy`,
          Granularity: 'ACTION_LEVEL',
        }),
      )
      const report = await completed(JobId)
      assert.equal(report.JobStatus, 'COMPLETED')
      const names = report.ServicesLastAccessed?.map(({ ServiceNamespace = '' }) => ServiceNamespace) ?? []
      assert.ok(report.IsTruncated === true && names.length === 100)
      assert.deepEqual(names, names.toSorted())
      const whole = await iam().send(new GetServiceLastAccessedDetailsCommand({ JobId, MaxItems: 1_000 }))
      const tokens = whole.ServicesLastAccessed?.find(({ ServiceNamespace }) => ServiceNamespace === 'sts')
      assert.equal(tokens?.LastAuthenticatedEntity, `arn:aws:iam::${ACCOUNT}:role/busy`)
      const identity = tokens.TrackedActionsLastAccessed?.find(({ ActionName }) => ActionName === 'GetCallerIdentity')
      assert.equal(identity?.LastAccessedRegion, 'ap-south-1')
      const { EntityDetailsList } = await iam().send(
        new GetServiceLastAccessedDetailsWithEntitiesCommand({ JobId, ServiceNamespace: 'sts' }),
      )
      assert.equal(EntityDetailsList?.[0]?.EntityInfo?.Name, 'busy')
      assert.ok(EntityDetailsList[0].LastAuthenticated instanceof Date)
    })

    test('of a job that nobody began', async () => {
      await assert.rejects(
        iam().send(new GetServiceLastAccessedDetailsCommand({ JobId: '00000000-0000-4000-8000-000000000000' })),
        NoSuchEntityException,
      )
    })

    test('the policies that grant a service', async () => {
      const { PoliciesGrantingServiceAccess } = await iam().send(
        new ListPoliciesGrantingServiceAccessCommand({
          Arn: `arn:aws:iam::${ACCOUNT}:role/busy`,
          ServiceNamespaces: ['s3'],
        }),
      )
      assert.deepEqual(PoliciesGrantingServiceAccess, [
        {
          ServiceNamespace: 's3',
          Policies: [
            {
              PolicyName: 'ReadOnlyAccess',
              PolicyType: 'MANAGED',
              PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
            },
          ],
        },
      ])
    })
  })

  describe('the account as a whole', () => {
    test('the credential report: none, then made', async () => {
      await assert.rejects(iam().send(new GetCredentialReportCommand({})), CredentialReportNotPresentException)
      const started = await iam().send(new GenerateCredentialReportCommand({}))
      assert.equal(started.State, 'STARTED')
      for (;;) {
        const { State } = await iam().send(new GenerateCredentialReportCommand({}))
        if (State === 'COMPLETE') break
        const early = iam().send(new GetCredentialReportCommand({}))
        await early.catch((error: unknown) => assert.ok(error instanceof CredentialReportNotReadyException))
      }
      const { Content, ReportFormat } = await iam().send(new GetCredentialReportCommand({}))
      assert.equal(ReportFormat, 'text/csv')
      const lines = Buffer.from(Content ?? [])
        .toString('utf8')
        .split('\n')
      assert.equal(lines.length, 1 + 3)
      assert.match(lines.find((line) => line.startsWith('bob,')) ?? '', /,us-east-1,iam,/)
    })

    test('authorization details, page after page', async () => {
      const roles: (string | undefined)[] = []
      const users: (string | undefined)[] = []
      for await (const page of paginateGetAccountAuthorizationDetails({ client: iam(), pageSize: 1 }, {})) {
        roles.push(...(page.RoleDetailList ?? []).map(({ RoleName }) => RoleName))
        users.push(...(page.UserDetailList ?? []).map(({ UserName }) => UserName))
      }
      assert.deepEqual(users, ['admin', 'bob'])
      assert.deepEqual(roles, ['busy', 'idle'])
    })

    test('with the AWS CLI', { skip: skipWithout('aws') }, async () => {
      const aws = async (line: string): Promise<Record<string, unknown>> => {
        const { code, stderr, stdout } = await awsCli(server.endpoint, cwd)(ADMIN, ...line.split(' '))
        assert.equal(code, 0, stderr)
        return JSON.parse(stdout) as Record<string, unknown>
      }
      const report = (await aws('iam get-credential-report')) as { Content: string }
      assert.match(Buffer.from(report.Content, 'base64').toString('utf8'), /^user,arn,user_creation_time,/)
      const details = (await aws('iam get-account-authorization-details --filter Role')) as {
        RoleDetailList: { RoleName: string; AssumeRolePolicyDocument: object; RoleLastUsed: object }[]
      }
      assert.deepEqual(
        details.RoleDetailList.map(({ RoleName }) => RoleName),
        ['busy', 'idle'],
      )
      // The CLI decodes documents: it would show a text if they were not encoded as AWS's are.
      assert.deepEqual(details.RoleDetailList[0]?.AssumeRolePolicyDocument, JSON.parse(TRUST))
      const used = (await aws(`iam get-access-key-last-used --access-key-id ${ADMIN.accessKeyId}`)) as {
        UserName: string
      }
      assert.equal(used.UserName, 'admin')
    })
  })
})
