/** Account Management with the AWS CLI, and what an account's regions are to STS with the SDK. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { GetAccountSummaryCommand, SetSecurityTokenServicePreferencesCommand } from '@aws-sdk/client-iam'
import {
  DescribeAccountCommand,
  EnableAWSServiceAccessCommand,
  RegisterDelegatedAdministratorCommand,
} from '@aws-sdk/client-organizations'
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
  RegionDisabledException,
} from '@aws-sdk/client-sts'
import { readRecords } from '../../apps/server/src/audit/index.ts'
import { dataFiles } from '../../apps/server/src/config/index.ts'
import { newMember } from './accounts.ts'
import { awsCli, skipWithout } from './child.ts'
import { allow, keyOf, newUser, policy } from './people.ts'
import { refused, refusedAs } from './refused.ts'
import { send, signedPost, stsForm } from './signedCall.ts'
import { type Key, openWorld, type World } from './world.ts'

const CAPE = 'af-south-1'
const BAHRAIN = 'me-south-1'
const form = (facts: Readonly<Record<string, string>>): string[] =>
  Object.entries(facts).flatMap(([name, value]) => [`--${name}`, value])

describe('account', () => {
  let world: World
  let cwd: string
  before(async () => {
    world = await openWorld()
    cwd = mkdtempSync(join(tmpdir(), 'brevet-account-'))
    await world.organizations().send(new EnableAWSServiceAccessCommand({ ServicePrincipal: 'account.amazonaws.com' }))
  })
  after(async () => {
    rmSync(cwd, { recursive: true, force: true })
    await world.close()
  })

  const cli = (line: string, texts: readonly string[] = [], key: Key = world.admin) =>
    awsCli(world.endpoint, cwd)(key, 'account', ...line.split(' '), ...texts)

  /** `aws account ...` that must succeed; its JSON. */
  async function aws<T = Record<string, never>>(line: string, texts: readonly string[] = [], key?: Key): Promise<T> {
    const { code, stderr, stdout } = await cli(line, texts, key)
    assert.equal(code, 0, `aws account ${line}: ${stderr}`)
    return (stdout.trim() === '' ? {} : JSON.parse(stdout)) as T
  }

  /** `aws account ...` that must fail with this code and sentence. */
  async function fails(line: string, [code, sentence]: readonly [string, string], key?: Key): Promise<void> {
    const { code: status, stderr } = await cli(line, [], key)
    assert.notEqual(status, 0, `aws account ${line} succeeded`)
    assert.ok(stderr.includes(`(${code})`) && stderr.includes(sentence), stderr)
  }

  /** An STS client's every way to new credentials in a region, and the call that needs none. */
  const ways = (key: Key, region: string, role: string) => {
    const sts = world.sts(key, region)
    return {
      assume: () => sts.send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'region' })),
      session: () => sts.send(new GetSessionTokenCommand({})),
      federate: () => sts.send(new GetFederationTokenCommand({ Name: 'fed' })),
      whoami: () => sts.send(new GetCallerIdentityCommand({})),
    }
  }

  const off = async (call: Promise<unknown>, accountId: string): Promise<void> => {
    const { error, message, status } = await refused(call)
    assert.ok(error instanceof RegionDisabledException, error.name)
    assert.equal(status, 403)
    assert.equal(
      message,
      `STS is not activated in this region for account:${accountId}. Your account administrator can activate STS in this region using the IAM Console.`,
    )
  }

  // Each command is a process of half a second: two at a time.
  describe('aws account', { skip: skipWithout('aws'), concurrency: 2 }, () => {
    test('a region is off, switched on, used, and switched off', async () => {
      const role = (await newMember(world, 'ways')).id
      const arn = `arn:aws:iam::${role}:role/OrganizationAccountAccessRole`
      const { session, federate, whoami } = ways(world.admin, CAPE, arn)
      for (const call of [session, federate, whoami]) await off(call(), world.accountId)
      assert.deepEqual(await aws(`get-region-opt-status --region-name ${CAPE}`), {
        RegionName: CAPE,
        RegionOptStatus: 'DISABLED',
      })
      await aws(`enable-region --region-name ${CAPE}`)
      for (const call of [session, federate, whoami]) await call()
      const { Regions } = await aws<{ Regions: { RegionName: string }[] }>(
        'list-regions --region-opt-status-contains ENABLED --page-size 1',
      )
      assert.deepEqual(Regions, [{ RegionName: CAPE, RegionOptStatus: 'ENABLED' }])
      await aws(`disable-region --region-name ${CAPE}`)
      for (const call of [session, federate, whoami]) await off(call(), world.accountId)
    })

    test('what is always on cannot be switched; what is no region is none', async () => {
      await fails('disable-region --region-name us-east-1', [
        'ValidationException',
        'Unable to switch region status because of its current opt-in status.',
      ])
      await fails('enable-region --region-name moon-1', [
        'ValidationException',
        'moon-1 is not a valid region for opt-in or opt-out.',
      ])
      const { Regions } = await aws<{ Regions: { RegionName: string; RegionOptStatus: string }[] }>(
        'list-regions --page-size 7',
      )
      assert.equal(Regions.length, 34)
      assert.ok(
        Regions.some(({ RegionName: n, RegionOptStatus: s }) => n === 'us-east-1' && s === 'ENABLED_BY_DEFAULT'),
      )
    })

    test("the name, which Organizations shows, and a member's address", async () => {
      const { id } = await newMember(world, 'renamed')
      await aws(`put-account-name --account-id ${id} --account-name`, ['Payments, 2nd'])
      const { Account } = await world.organizations().send(new DescribeAccountCommand({ AccountId: id }))
      assert.equal(Account?.Name, 'Payments, 2nd')
      const shown = await aws<Record<string, string>>(`get-account-information --account-id ${id}`)
      assert.deepEqual([shown['AccountName'], shown['AccountState']], ['Payments, 2nd', 'ACTIVE'])
      // Printed in whole seconds.
      const joinedMs = Account?.JoinedTimestamp?.getTime() ?? 0
      assert.equal(Date.parse(shown['AccountCreatedDate'] ?? ''), joinedMs - (joinedMs % 1000))
      assert.deepEqual(await aws(`get-primary-email --account-id ${id}`), { PrimaryEmail: 'renamed@example.com' })
    })

    test('contacts, of which the audit log keeps nothing but that they were put', async () => {
      const information = {
        FullName: 'Ann Secretive',
        AddressLine1: '7 Quiet Street',
        City: 'Hushville',
        StateOrRegion: 'NJ',
        PostalCode: '07001',
        CountryCode: 'US',
        PhoneNumber: '+1 555 0100',
      }
      await aws('put-contact-information --contact-information', [JSON.stringify(information)])
      assert.deepEqual(await aws('get-contact-information'), { ContactInformation: information })
      const contact = { name: 'Bob Secretive', title: 'CISO', 'email-address': 'bob@hush.example', 'phone-number': '1' }
      await aws('put-alternate-contact --alternate-contact-type SECURITY', form(contact))
      assert.deepEqual(await aws('get-alternate-contact --alternate-contact-type SECURITY'), {
        AlternateContact: {
          AlternateContactType: 'SECURITY',
          EmailAddress: 'bob@hush.example',
          Name: 'Bob Secretive',
          PhoneNumber: '1',
          Title: 'CISO',
        },
      })
      await aws('delete-alternate-contact --alternate-contact-type SECURITY')
      await fails('get-alternate-contact --alternate-contact-type SECURITY', [
        'ResourceNotFoundException',
        'No contact of the inputted alternate contact type found.',
      ])
      const records: object[] = []
      for await (const { record } of readRecords(dataFiles(world.dataDir).audit))
        if (record.eventSource === 'account.amazonaws.com') records.push(record)
      const all = JSON.stringify(records)
      assert.ok(
        all.includes('"eventName":"PutContactInformation"') && all.includes('"eventName":"PutAlternateContact"'),
      )
      assert.ok(all.includes('HIDDEN_DUE_TO_SECURITY_REASONS'))
      assert.ok(!/Secretive|Quiet Street|Hushville|hush\.example|Payments/.test(all))
    })

    test('who may not, and what there is not', async () => {
      const { id, admin } = await newMember(world, 'plain')
      const other = await newUser(world, 'lowly', { policy: allow('account:ListRegions') })
      await aws('list-regions', [], other)
      await fails(
        `enable-region --region-name ${CAPE}`,
        ['AccessDeniedException', `on resource: arn:aws:account::${world.accountId}:account because`],
        other,
      )
      await fails(
        `get-account-information --account-id ${id}`,
        ['AccessDeniedException', 'is not authorized to perform: account:GetAccountInformation'],
        admin,
      )
      await fails(`list-regions --account-id ${world.accountId}`, [
        'AccessDeniedException',
        '(The management account can only be managed using the standalone context from the management account.)',
      ])
      await world
        .organizations()
        .send(new RegisterDelegatedAdministratorCommand({ AccountId: id, ServicePrincipal: 'account.amazonaws.com' }))
      await aws(`get-account-information --account-id ${id}`, [], admin)
      await fails(`start-primary-email-update --account-id ${id} --primary-email new@example.com`, [
        'UnknownOperationException',
        'no mail is sent from here',
      ])
      await fails('put-account-name --account-name <b>', ['ValidationException', 'regular expression pattern'])
    })
  })

  describe('STS in a region that accounts switch', () => {
    /** Switches a region of an account by a request of our own: no SDK client of this service is installed. */
    async function choose(verb: 'enable' | 'disable', region: string, key: Key): Promise<void> {
      const body = JSON.stringify({ RegionName: region })
      const given = { service: 'account', target: `/${verb}Region`, body, contentType: 'application/json' }
      const { status, body: said } = await send(world, signedPost(world, key, given))
      assert.equal(status, 200, said)
    }

    test("AssumeRole goes by the role's account, and refuses strangers first", async () => {
      const { admin, id } = await newMember(world, 'target')
      const arn = `arn:aws:iam::${id}:role/OrganizationAccountAccessRole`
      const { assume, session } = ways(world.admin, BAHRAIN, arn)
      await off(assume(), id)
      await choose('enable', BAHRAIN, admin)
      const inside = keyOf((await assume()).Credentials)
      // The caller's own account has the region off.
      await off(session(), world.accountId)
      await ways(inside, BAHRAIN, arn).whoami()
      const stranger = await newUser(world, 'stranger')
      await refusedAs(ways(stranger, CAPE, arn).assume(), 'AccessDenied')
      await choose('disable', BAHRAIN, admin)
      await off(ways(inside, BAHRAIN, arn).whoami(), id)
      // Its sessions live on elsewhere.
      await ways(inside, 'us-east-1', arn).whoami()
    })

    test('tokens of version 1 are good where regions are on by default, whatever the account has switched on', async () => {
      const summary = async () =>
        (await world.iam().send(new GetAccountSummaryCommand({}))).SummaryMap?.GlobalEndpointTokenVersion
      const prefer = (GlobalEndpointTokenVersion: 'v1Token' | 'v2Token') =>
        world.iam().send(new SetSecurityTokenServicePreferencesCommand({ GlobalEndpointTokenVersion }))
      const issue = async (host: string): Promise<Key> => {
        const wire = signedPost(world, world.admin, { host, body: stsForm('GetSessionToken') })
        const { status, body } = await send(world, wire)
        assert.equal(status, 200, body)
        const text = (name: string) => body.split(`<${name}>`)[1]?.split('<')[0] ?? assert.fail(body)
        return {
          accessKeyId: text('AccessKeyId'),
          secretAccessKey: text('SecretAccessKey'),
          sessionToken: text('SessionToken'),
        }
      }
      const whoami = (key: Key, region: string) => ways(key, region, '').whoami()
      await choose('enable', BAHRAIN, world.admin)
      await whoami(await issue('sts.amazonaws.com'), BAHRAIN)
      await prefer('v1Token')
      assert.equal(await summary(), 1)
      const global = await issue('sts.amazonaws.com')
      await whoami(global, 'eu-central-1')
      await refusedAs(
        whoami(global, BAHRAIN),
        'InvalidClientTokenId',
        'The security token included in the request is invalid.',
      )
      await whoami(await issue('sts.us-east-1.amazonaws.com'), BAHRAIN)
      await prefer('v2Token')
      await refusedAs(whoami(global, BAHRAIN), 'InvalidClientTokenId')
      await whoami(await issue('sts.amazonaws.com'), BAHRAIN)
      await choose('disable', BAHRAIN, world.admin)
    })

    test('a policy may keep people from all but some regions', async () => {
      const Condition = { StringEquals: { 'account:TargetRegion': BAHRAIN } }
      const key = await newUser(world, 'switcher', {
        policy: policy({ Action: 'account:*Region', Resource: '*', Condition }),
      })
      await choose('enable', BAHRAIN, key)
      await choose('disable', BAHRAIN, key)
      await assert.rejects(choose('enable', CAPE, key), /AccessDeniedException|is not authorized/)
    })
  })

  describe('a server for some regions', () => {
    test('has them on, lists no others, and its home cannot be switched off', async () => {
      const own = await openWorld({ regions: `${CAPE},${BAHRAIN},eu-west-1`, 'home-region': CAPE })
      try {
        const call = (target: string, facts: object) =>
          send(
            own,
            signedPost(own, own.admin, {
              service: 'account',
              region: CAPE,
              target,
              body: JSON.stringify(facts),
              contentType: 'application/json',
            }),
          )
        assert.deepEqual(JSON.parse((await call('/listRegions', {})).body), {
          Regions: [
            { RegionName: CAPE, RegionOptStatus: 'ENABLED_BY_DEFAULT' },
            { RegionName: 'eu-west-1', RegionOptStatus: 'ENABLED_BY_DEFAULT' },
            { RegionName: BAHRAIN, RegionOptStatus: 'ENABLED' },
          ],
        })
        const whoami = (region: string) => own.sts(own.admin, region).send(new GetCallerIdentityCommand({}))
        for (const region of [CAPE, BAHRAIN, 'eu-west-1']) await whoami(region)
        const home = await call('/disableRegion', { RegionName: CAPE })
        assert.deepEqual([home.status, home.headers['x-amzn-errortype']], [400, 'ValidationException'])
        assert.equal((await call('/disableRegion', { RegionName: BAHRAIN })).status, 200)
        await refusedAs(whoami(BAHRAIN), 'RegionDisabledException')
        await whoami(CAPE)
      } finally {
        await own.close()
      }
    })
  })
})
