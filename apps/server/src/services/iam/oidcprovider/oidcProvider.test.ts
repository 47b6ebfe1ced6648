/** OpenID Connect providers: life cycle, lists and their limits, refusals, tags, and what each operation asks. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { listTagsOperation, tagOperation, untagOperation } from '../resourceTags.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../testing.ts'
import { createOidcProvider } from './createOidcProvider.ts'
import { deleteOidcProvider } from './deleteOidcProvider.ts'
import { getOidcProvider, listOidcProviders } from './getOidcProvider.ts'
import { oidcProviderKind } from './providerRecord.ts'
import { addClientId, removeClientId, updateThumbprints } from './updateOidcProvider.ts'

const THUMB = '6938FD4D98BAB03FAADB97B34396831E3780AEA1'
const arnOf = (issuer: string, account = ACCOUNT) => `arn:aws:iam::${account}:oidc-provider/${issuer}`

let iam: IamHarness
describe('oidcProvider', () => {
  before(async () => {
    iam = await openIam()
  })
  after(() => iam.close())

  const create = (issuer: string, more: object = {}) =>
    iam.run(createOidcProvider, { Url: `https://${issuer}`, ClientIDList: ['sts.amazonaws.com'], ...more })
  const get = (issuer: string) => iam.run(getOidcProvider, { OpenIDConnectProviderArn: arnOf(issuer) })
  const missing = (arn: string) => ({
    code: 'NoSuchEntity',
    message: `OpenIDConnect Provider not found for arn ${arn}`,
  })

  describe('CreateOpenIDConnectProvider, GetOpenIDConnectProvider', () => {
    test('the ARN and the shown URL have no scheme; thumbprints are in lower case', async () => {
      const Tags = [{ Key: 'Team', Value: 'ci' }]
      const issuer = 'oidc.eks.eu-central-1.amazonaws.com/id/2B375A5F'
      const created = await create(issuer, { ThumbprintList: [THUMB], Tags })
      assert.deepEqual(created, { OpenIDConnectProviderArn: arnOf(issuer), Tags })
      assert.deepEqual(await get(issuer), {
        Url: issuer,
        ClientIDList: ['sts.amazonaws.com'],
        ThumbprintList: [THUMB.toLowerCase()],
        CreateDate: iam.clock.nowMs(),
        Tags,
      })
    })

    test('thumbprints and audiences may be left out', async () => {
      assert.deepEqual(await iam.run(createOidcProvider, { Url: 'https://bare.example' }), {
        OpenIDConnectProviderArn: arnOf('bare.example'),
      })
      const { ClientIDList, ThumbprintList, Tags } = await get('bare.example')
      assert.deepEqual([ClientIDList, ThumbprintList, Tags], [[], [], []])
    })

    test('one for each URL, whatever its case; another account has its own', async () => {
      await create('once.example/a')
      await assert.rejects(create('once.example/A'), {
        code: 'EntityAlreadyExists',
        message: 'Provider with url https://once.example/A already exists.',
      })
      await create('once.example/a/')
      const other = await iam.asUser('admin', OTHER_ACCOUNT)
      await iam.run(createOidcProvider, { Url: 'https://once.example/a' }, other)
      assert.deepEqual((await iam.run(listOidcProviders, {}, other)).OpenIDConnectProviderList, [
        { Arn: arnOf('once.example/a', OTHER_ACCOUNT) },
      ])
    })

    test('refuses what is no issuer, and lists beyond their limits, and keeps nothing', async () => {
      await assert.rejects(iam.run(createOidcProvider, { Url: 'http://refused.example' }), {
        code: 'ValidationError',
        message: 'Invalid Open ID Connect Provider URL',
      })
      const many = Array.from({ length: 101 }, (_, n) => `client-${n}`)
      await assert.rejects(create('refused.example', { ClientIDList: many }), {
        code: 'LimitExceeded',
        message: 'Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100',
      })
      await assert.rejects(create('refused.example', { ThumbprintList: Array.from({ length: 6 }, () => THUMB) }), {
        code: 'InvalidInput',
        message: 'Thumbprint list must contain fewer than 5 entries.',
      })
      await assert.rejects(create('refused.example', { ThumbprintList: ['z'.repeat(40)] }), { code: 'InvalidInput' })
      await assert.rejects(create('refused.example', { Tags: [{ Key: 'aws:x', Value: '' }] }), { code: 'InvalidInput' })
      await assert.rejects(get('refused.example'), missing(arnOf('refused.example')))
    })
  })

  describe('ARNs in requests', () => {
    test('what is no ARN of a provider is InvalidInput; what is not there, or not ours, NoSuchEntity or denied', async () => {
      for (const arn of [
        `arn:aws:iam::${ACCOUNT}:role/x`,
        'oidc-provider/issuer.example',
        'arn:aws:iam:::oidc-provider',
      ])
        for (const operation of [getOidcProvider, deleteOidcProvider])
          await assert.rejects(iam.run(operation, { OpenIDConnectProviderArn: arn }), {
            code: 'InvalidInput',
            message: `ARN ${arn} is not valid.`,
          })
      const other = await iam.asUser('admin', OTHER_ACCOUNT)
      await iam.run(createOidcProvider, { Url: 'https://theirs.example' }, other)
      const theirs = { OpenIDConnectProviderArn: arnOf('theirs.example', OTHER_ACCOUNT) }
      await assert.rejects(iam.run(getOidcProvider, theirs), { code: 'AccessDenied' })
      await assert.rejects(iam.run(deleteOidcProvider, theirs), { code: 'AccessDenied' })
      assert.equal((await iam.run(getOidcProvider, theirs, other)).Url, 'theirs.example')
      // And even where permissions said yes: another account's provider is not there.
      const named = theirs.OpenIDConnectProviderArn
      assert.equal(await oidcProviderKind.find(iam.store.read, { accountId: ACCOUNT, named }), undefined)
      assert.equal((await oidcProviderKind.find(iam.store.read, { accountId: OTHER_ACCOUNT, named }))?.id, named)
    })
  })

  describe('audiences and thumbprints', () => {
    test('adding and removing an audience twice is adding and removing it once', async () => {
      await create('clients.example', { ClientIDList: ['a', 'a', 'b'] })
      const OpenIDConnectProviderArn = arnOf('clients.example')
      const clients = async () => (await get('clients.example')).ClientIDList
      assert.deepEqual(await clients(), ['a', 'b'])
      for (const ClientID of ['c', 'c', 'a']) await iam.run(addClientId, { OpenIDConnectProviderArn, ClientID })
      assert.deepEqual(await clients(), ['a', 'b', 'c'])
      for (const ClientID of ['b', 'b', 'B']) await iam.run(removeClientId, { OpenIDConnectProviderArn, ClientID })
      assert.deepEqual(await clients(), ['a', 'c'])
      for (let n = 0; n < 98; n += 1) await iam.run(addClientId, { OpenIDConnectProviderArn, ClientID: `n${n}` })
      await assert.rejects(iam.run(addClientId, { OpenIDConnectProviderArn, ClientID: 'too many' }), {
        code: 'LimitExceeded',
      })
      await iam.run(addClientId, { OpenIDConnectProviderArn, ClientID: 'n0' })
    })

    test('thumbprints are replaced all at once', async () => {
      await create('thumbs.example', { ThumbprintList: [THUMB] })
      const OpenIDConnectProviderArn = arnOf('thumbs.example')
      const other = 'a'.repeat(40)
      await iam.run(updateThumbprints, { OpenIDConnectProviderArn, ThumbprintList: [other] })
      const { ThumbprintList, ClientIDList } = await get('thumbs.example')
      assert.deepEqual([ThumbprintList, ClientIDList], [[other], ['sts.amazonaws.com']])
      await assert.rejects(iam.run(updateThumbprints, { OpenIDConnectProviderArn, ThumbprintList: ['0'.repeat(41)] }), {
        code: 'InvalidInput',
      })
    })

    test('of a provider that is not there', async () => {
      const OpenIDConnectProviderArn = arnOf('nowhere.example')
      await assert.rejects(
        iam.run(addClientId, { OpenIDConnectProviderArn, ClientID: 'x' }),
        missing(OpenIDConnectProviderArn),
      )
      await assert.rejects(
        iam.run(removeClientId, { OpenIDConnectProviderArn, ClientID: 'x' }),
        missing(OpenIDConnectProviderArn),
      )
      await assert.rejects(
        iam.run(updateThumbprints, { OpenIDConnectProviderArn, ThumbprintList: [THUMB] }),
        missing(OpenIDConnectProviderArn),
      )
    })
  })

  describe('DeleteOpenIDConnectProvider', () => {
    test('ends the sessions that came by it; again, there is none', async () => {
      await create('doomed.example')
      const OpenIDConnectProviderArn = arnOf('doomed.example')
      await iam.run(deleteOidcProvider, { OpenIDConnectProviderArn })
      await assert.rejects(get('doomed.example'), missing(OpenIDConnectProviderArn))
      const now = iam.clock.nowMs()
      const ended = async () =>
        (await iam.store.read.revocations.active(now)).filter(({ subject }) => subject === OpenIDConnectProviderArn)
      const [entry, ...others] = await ended()
      assert.deepEqual(others, [])
      assert.equal(entry?.kind, 'provider')
      assert.equal(entry.issuedBeforeMs, now + 1)
      iam.clock.advance(5)
      await assert.rejects(iam.run(deleteOidcProvider, { OpenIDConnectProviderArn }), {
        code: 'NoSuchEntity',
        message: `OpenId connect Provider ${OpenIDConnectProviderArn} cannot be found.`,
      })
      assert.deepEqual(await ended(), [entry])
      await create('doomed.example')
    })
  })

  describe('tags', () => {
    test('are added, listed and removed', async () => {
      await create('tagged.example')
      const OpenIDConnectProviderArn = arnOf('tagged.example')
      const Tags = [{ Key: 'Team', Value: 'ci' }]
      await iam.run(tagOperation(oidcProviderKind), { OpenIDConnectProviderArn, Tags })
      assert.deepEqual((await get('tagged.example')).Tags, Tags)
      const list = () => iam.run(listTagsOperation(oidcProviderKind), { OpenIDConnectProviderArn })
      assert.deepEqual(await list(), { Tags, IsTruncated: false })
      await iam.run(untagOperation(oidcProviderKind), { OpenIDConnectProviderArn, TagKeys: ['team'] })
      assert.deepEqual(await list(), { Tags: [], IsTruncated: false })
    })
  })

  describe('asks', () => {
    test('CreateOpenIDConnectProvider: the ARN it will have, and TagOpenIDConnectProvider for tags', async () => {
      const context = [
        { key: 'aws:RequestTag/x', value: 'y' },
        { key: 'aws:TagKeys', value: ['x'] },
      ]
      const resource = arnOf('new.example/p')
      const input = { Url: 'https://new.example/p', Tags: [{ Key: 'x', Value: 'y' }] }
      assert.deepEqual(await iam.asks(createOidcProvider, input), [
        { action: 'iam:CreateOpenIDConnectProvider', resource, context },
        { action: 'iam:TagOpenIDConnectProvider', resource, context },
      ])
      assert.deepEqual(await iam.asks(createOidcProvider, { Url: input.Url }), [
        { action: 'iam:CreateOpenIDConnectProvider', resource, context: [] },
      ])
    })

    test('the others: the ARN and the tags of the provider', async () => {
      await create('asked.example', { Tags: [{ Key: 'Team', Value: 'ci' }] })
      const named = { OpenIDConnectProviderArn: arnOf('asked.example') }
      const about = (action: string, more: readonly object[] = []) => [
        {
          action,
          resource: named.OpenIDConnectProviderArn,
          context: [
            { key: 'aws:ResourceTag/Team', value: 'ci' },
            { key: 'iam:ResourceTag/Team', value: 'ci' },
            ...more,
          ],
        },
      ]
      const ClientID = 'x'
      assert.deepEqual(await iam.asks(getOidcProvider, named), about('iam:GetOpenIDConnectProvider'))
      assert.deepEqual(await iam.asks(deleteOidcProvider, named), about('iam:DeleteOpenIDConnectProvider'))
      assert.deepEqual(
        await iam.asks(addClientId, { ...named, ClientID }),
        about('iam:AddClientIDToOpenIDConnectProvider'),
      )
      assert.deepEqual(
        await iam.asks(removeClientId, { ...named, ClientID }),
        about('iam:RemoveClientIDFromOpenIDConnectProvider'),
      )
      assert.deepEqual(
        await iam.asks(updateThumbprints, { ...named, ThumbprintList: [] }),
        about('iam:UpdateOpenIDConnectProviderThumbprint'),
      )
      assert.deepEqual(
        await iam.asks(untagOperation(oidcProviderKind), { ...named, TagKeys: ['x'] }),
        about('iam:UntagOpenIDConnectProvider', [{ key: 'aws:TagKeys', value: ['x'] }]),
      )
      assert.deepEqual(await iam.asks(listOidcProviders, {}), [
        { action: 'iam:ListOpenIDConnectProviders', resource: arnOf('*'), context: [] },
      ])
      const theirs = arnOf('asked.example', OTHER_ACCOUNT)
      assert.deepEqual(await iam.asks(getOidcProvider, { OpenIDConnectProviderArn: theirs }), [
        { action: 'iam:GetOpenIDConnectProvider', resource: theirs, resourceAccount: OTHER_ACCOUNT, context: [] },
      ])
    })
  })
})
