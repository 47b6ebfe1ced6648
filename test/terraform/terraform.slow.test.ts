/** Terraform with the AWS provider against a real server: apply, nothing to change, change, nothing to change, destroy. */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import * as iam from '@aws-sdk/client-iam'
import {
  DescribeOrganizationCommand,
  EnableAWSServiceAccessCommand,
  ListAccountsCommand,
} from '@aws-sdk/client-organizations'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { metadataText } from '../../apps/server/src/federation/saml/fixtures/metadata.ts'
import { LEAF, LEAF_KEY, SIGNING_1 } from '../../apps/server/src/services/iam/fixtures/certificates.ts'
import type { Ended } from '../scenarios/child.ts'
import { openWorld, type World } from '../scenarios/world.ts'
import { openWorkspace, skipTerraform, type Workspace } from './terraform.ts'

/** A new RSA key as ssh-keygen prints it. Source: RFC 4253 section 6.6. */
function sshKey(): string {
  const { e = '', n = '' } = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' })
  const field = (bytes: Buffer): Buffer => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    return Buffer.concat([length, bytes])
  }
  // A first bit that is set would make the number negative.
  const number = (text: string): Buffer => {
    const bytes = Buffer.from(text, 'base64url')
    return (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.of(0), bytes])
  }
  return `ssh-rsa ${Buffer.concat([Buffer.from('ssh-rsa'), number(e), number(n)].map(field)).toString('base64')}`
}

const VARIABLES = {
  metadata: metadataText(),
  ssh_key: sshKey(),
  certificate: LEAF,
  certificate_key: LEAF_KEY,
  signing_certificate: SIGNING_1,
}
const CHANGED = ['-var', 'changed=true']

let cwd: string
let world: World
let workspace: Workspace

async function open(file: string, variables: (world: World) => Promise<Record<string, string>>): Promise<void> {
  cwd = mkdtempSync(join(tmpdir(), 'brevet-terraform-'))
  world = await openWorld()
  workspace = await openWorkspace(world, { cwd, file, variables: await variables(world) })
}

async function close(): Promise<void> {
  await world.close()
  rmSync(cwd, { recursive: true, force: true })
}

const succeeded = ({ code, stderr, stdout }: Ended): void => assert.equal(code, 0, `${stdout.slice(-3_000)}${stderr}`)
/** Exit 2 means that there is something to change: the output says what. */
const unchanged = async (...args: string[]): Promise<void> =>
  succeeded(await workspace.terraform('plan', '-detailed-exitcode', ...args))

async function outputs(): Promise<Record<string, unknown>> {
  const values = JSON.parse((await workspace.terraform('output', '-json')).stdout) as Record<string, { value: unknown }>
  return Object.fromEntries(Object.entries(values).map(([name, { value }]) => [name, value]))
}

describe('Terraform', { skip: skipTerraform }, () => {
  describe('one configuration of IAM, Organizations and Account', () => {
    before(() =>
      open('main.tf', async (to) => {
        const trusted = new EnableAWSServiceAccessCommand({ ServicePrincipal: 'access-analyzer.amazonaws.com' })
        await to.organizations().send(trusted)
        return VARIABLES
      }),
    )
    after(close)

    test('apply makes it, and the key it made works', async () => {
      succeeded(await workspace.terraform('apply', '-auto-approve'))
      const { caller, key_id, key_secret, simulated } = await outputs()
      assert.deepEqual([caller, simulated], ['arn:aws:iam::111122223333:user/admin', true])
      const key = { accessKeyId: String(key_id), secretAccessKey: String(key_secret) }
      const { Arn } = await world.sts(key).send(new GetCallerIdentityCommand({}))
      assert.equal(Arn, 'arn:aws:iam::111122223333:user/people/bob')
    })

    test('then there is nothing to change', () => unchanged())

    test('what others changed is seen, and put back', async () => {
      const admin = world.iam()
      await admin.send(new iam.UntagRoleCommand({ RoleName: 'deploy', TagKeys: ['Team'] }))
      await admin.send(new iam.DeleteUserPolicyCommand({ UserName: 'bob', PolicyName: 'own' }))
      await admin.send(
        new iam.DetachRolePolicyCommand({ RoleName: 'deploy', PolicyArn: 'arn:aws:iam::111122223333:policy/read' }),
      )
      const plan = await workspace.terraform('plan', '-detailed-exitcode')
      assert.equal(plan.code, 2)
      assert.match(plan.stdout, /Plan: 2 to add, 1 to change, 0 to destroy/)
      succeeded(await workspace.terraform('apply', '-auto-approve'))
      await unchanged()
    })

    test('a changed configuration is applied, and then there is nothing to change', async () => {
      succeeded(await workspace.terraform('apply', '-auto-approve', ...CHANGED))
      await unchanged(...CHANGED)
      const { Role } = await world.iam().send(new iam.GetRoleCommand({ RoleName: 'deploy' }))
      assert.deepEqual([Role?.Description, Role?.MaxSessionDuration], ['Deploys everything.', 43_200])
      assert.match(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''), /user\/people\/new\/robert/)
    })

    test('destroy takes it all away', async () => {
      succeeded(await workspace.terraform('destroy', '-auto-approve', ...CHANGED))
      const { Users = [] } = await world.iam().send(new iam.ListUsersCommand({}))
      assert.deepEqual(
        Users.map(({ UserName }) => UserName),
        ['admin'],
      )
      const { Accounts = [] } = await world.organizations().send(new ListAccountsCommand({}))
      assert.deepEqual(Accounts.map(({ Name, Status }) => `${Name} ${Status}`).sort(), [
        'management ACTIVE',
        'shop SUSPENDED',
      ])
    })
  })

  describe('older and rarer ways, what is imported, and another account by its role', () => {
    before(() =>
      open('edges.tf', async (to) => {
        const { Organization } = await to.organizations().send(new DescribeOrganizationCommand({}))
        return { organization_id: Organization?.Id ?? '' }
      }),
    )
    after(close)

    test('apply imports the organization and the admin as they are, and makes the rest', async () => {
      const applied = await workspace.terraform('apply', '-auto-approve')
      succeeded(applied)
      assert.match(applied.stdout, /Resources: 2 imported, \d+ added, 0 changed, 0 destroyed/)
      const { crowd, inside, keys, member } = await outputs()
      assert.deepEqual([crowd, keys], [30, 1])
      assert.equal(inside, `arn:aws:sts::${String(member)}:assumed-role/OrganizationAccountAccessRole/terraform`)
      await unchanged()
    })

    test('a changed configuration is applied, and then there is nothing to change', async () => {
      succeeded(await workspace.terraform('apply', '-auto-approve', ...CHANGED))
      await unchanged(...CHANGED)
    })

    test('destroy takes away what Terraform made', async () => {
      const imported = ['aws_iam_user.admin', 'aws_organizations_organization.org']
      succeeded(await workspace.terraform('state rm', ...imported))
      succeeded(await workspace.terraform('destroy', '-auto-approve', ...CHANGED))
      const { Users = [] } = await world.iam().send(new iam.ListUsersCommand({}))
      assert.deepEqual(
        Users.map(({ UserName }) => UserName),
        ['admin'],
      )
    })
  })

  describe('a chain of roles, tags for all, and what is imported', () => {
    before(() =>
      open('providers.tf', async (to) => {
        const trusted = new EnableAWSServiceAccessCommand({ ServicePrincipal: 'account.amazonaws.com' })
        await to.organizations().send(trusted)
        return { metadata: VARIABLES.metadata, ssh_key: VARIABLES.ssh_key }
      }),
    )
    after(close)

    test('apply makes it by the second role of the chain', async () => {
      const roles = ['-target=aws_iam_role_policy.first', '-target=aws_iam_role_policy.second']
      succeeded(await workspace.terraform('apply', '-auto-approve', ...roles))
      succeeded(await workspace.terraform('apply', '-auto-approve'))
      const { chained, children, delegated, member } = await outputs()
      assert.equal(chained, `arn:aws:sts::${world.accountId}:assumed-role/second/two`)
      assert.deepEqual([children, delegated], [[member], ['account.amazonaws.com']])
    })

    test('tags of others are left alone, and there is nothing to change', async () => {
      const Tags = ['Others', 'kubernetes.io/cluster'].map((Key) => ({ Key, Value: 'theirs' }))
      await world.iam().send(new iam.TagRoleCommand({ RoleName: 'made', Tags }))
      await unchanged()
    })

    test('what leaves the state is imported as it is', async () => {
      const imports = Object.entries((await outputs())['imports'] as Record<string, string>)
      succeeded(await workspace.terraform('state rm', ...imports.map(([address]) => address)))
      const blocks = imports.map(([to, id]) => `import {\n  to = ${to}\n  id = ${JSON.stringify(id)}\n}\n`)
      writeFileSync(join(cwd, 'imports.tf'), blocks.join(''))
      const applied = await workspace.terraform('apply', '-auto-approve')
      succeeded(applied)
      assert.match(applied.stdout, /Resources: 10 imported, 0 added, 0 changed, 0 destroyed/)
      rmSync(join(cwd, 'imports.tf'))
    })

    test('a changed configuration is applied, and then there is nothing to change', async () => {
      succeeded(await workspace.terraform('apply', '-auto-approve', ...CHANGED))
      await unchanged(...CHANGED)
      const { Tags = [] } = await world.iam().send(new iam.ListRoleTagsCommand({ RoleName: 'made' }))
      assert.deepEqual(Tags.map(({ Key, Value }) => `${Key}=${Value}`).sort(), [
        'Others=theirs',
        'Owner=terraform',
        'Stage=own',
        'kubernetes.io/cluster=theirs',
      ])
    })

    test('destroy takes it all away', async () => {
      succeeded(await workspace.terraform('destroy', '-auto-approve', ...CHANGED))
      const { Roles } = await world.iam().send(new iam.ListRolesCommand({}))
      assert.deepEqual(Roles, [])
    })
  })
})
