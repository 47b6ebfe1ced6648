/** SAML providers: life cycle, metadata, private keys, refusals, tags, and what each operation asks. */
import assert from 'node:assert/strict'
import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { UpdateSAMLProviderRequest } from '../../../protocol/types/iam.generated.ts'
import { CERTIFICATES, keyDescriptor, metadataText } from '../../../federation/saml/fixtures/metadata.ts'
import { listTagsOperation, tagOperation, untagOperation } from '../resourceTags.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../testing.ts'
import { createSamlProvider } from './createSamlProvider.ts'
import { deleteSamlProvider } from './deleteSamlProvider.ts'
import { getSamlProvider, listSamlProviders } from './getSamlProvider.ts'
import { samlProviderKind } from './providerRecord.ts'
import { updateSamlProvider } from './updateSamlProvider.ts'

const METADATA = metadataText()
const OTHER_METADATA = metadataText({ keys: keyDescriptor(CERTIFICATES.ec) })
const HUNDRED_YEARS_MS = 36_525 * 86_400_000
const ID = /^[A-Z2-7]{26}$/

const { privateKey: rsa } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const { privateKey: short } = generateKeyPairSync('rsa', { modulusLength: 1_024 })
const { privateKey: ec } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const pkcs8 = (key: typeof rsa): string => key.export({ type: 'pkcs8', format: 'pem' })
const RSA = pkcs8(rsa)
const RSA_PKCS1 = rsa.export({ type: 'pkcs1', format: 'pem' })

const arnOf = (name: string, account = ACCOUNT) => `arn:aws:iam::${account}:saml-provider/${name}`

let iam: IamHarness
describe('samlProvider', () => {
  before(async () => {
    iam = await openIam()
  })
  after(() => iam.close())

  const create = (Name: string, more: object = {}) =>
    iam.run(createSamlProvider, { Name, SAMLMetadataDocument: METADATA, ...more })
  const get = (name: string) => iam.run(getSamlProvider, { SAMLProviderArn: arnOf(name) })
  const update = (name: string, more: Omit<UpdateSAMLProviderRequest, 'SAMLProviderArn'>) =>
    iam.run(updateSamlProvider, { SAMLProviderArn: arnOf(name), ...more })
  const missing = (name: string) => ({
    code: 'NoSuchEntity',
    message: `Manifest not found for arn ${arnOf(name)}`,
  })

  describe('CreateSAMLProvider, GetSAMLProvider, ListSAMLProviders', () => {
    test('the metadata comes back as it was given; it is valid for a hundred years', async () => {
      assert.deepEqual(await create('Plain'), { SAMLProviderArn: arnOf('Plain') })
      const { SAMLProviderUUID, ...shown } = await get('Plain')
      assert.match(SAMLProviderUUID ?? '', ID)
      const now = iam.clock.nowMs()
      assert.deepEqual(shown, {
        SAMLMetadataDocument: METADATA,
        CreateDate: now,
        ValidUntil: now + HUNDRED_YEARS_MS,
        Tags: [],
        AssertionEncryptionMode: 'Allowed',
        PrivateKeyList: [],
      })
    })

    test('tags, an end, a mode and a key', async () => {
      const Tags = [{ Key: 'Team', Value: 'sso' }]
      const document = metadataText({ validUntil: '2030-01-01T00:00:00Z' })
      assert.deepEqual(
        await create('Full', {
          SAMLMetadataDocument: document,
          Tags,
          AssertionEncryptionMode: 'Required',
          AddPrivateKey: RSA,
        }),
        { SAMLProviderArn: arnOf('Full'), Tags },
      )
      const shown = await get('Full')
      assert.equal(shown.ValidUntil, 1_893_456_000_000)
      assert.deepEqual(shown.Tags, Tags)
      assert.equal(shown.AssertionEncryptionMode, 'Required')
      const [key, ...others] = shown.PrivateKeyList ?? []
      assert.deepEqual(others, [])
      assert.match(key?.KeyId ?? '', ID)
      assert.equal(key?.Timestamp, iam.clock.nowMs())
      assert.ok(!JSON.stringify(shown).includes('PRIVATE KEY'))
    })

    test('one for each name, ignoring case; another account has its own', async () => {
      await create('Once')
      await assert.rejects(create('oNCE'), {
        code: 'EntityAlreadyExists',
        message: 'SAMLProvider with name oNCE already exists.',
      })
      const other = await iam.asUser('admin', OTHER_ACCOUNT)
      await iam.run(createSamlProvider, { Name: 'Once', SAMLMetadataDocument: METADATA }, other)
      const now = iam.clock.nowMs()
      assert.deepEqual(await iam.run(listSamlProviders, {}, other), {
        SAMLProviderList: [{ Arn: arnOf('Once', OTHER_ACCOUNT), ValidUntil: now + HUNDRED_YEARS_MS, CreateDate: now }],
      })
      assert.ok((await iam.run(listSamlProviders, {})).SAMLProviderList?.some(({ Arn }) => Arn === arnOf('Once')))
    })

    test('refuses what is no usable metadata, and keeps nothing', async () => {
      const refused = (document: string, message: RegExp | string) =>
        assert.rejects(create('Refused', { SAMLMetadataDocument: document }), { code: 'InvalidInput', message })
      await refused('x'.repeat(1_000), 'The SAML metadata document has text outside of its root element.')
      await refused(metadataText({ keys: '' }), 'The SAML metadata document has no signing certificate.')
      await refused(`<!DOCTYPE x>${METADATA}`, /document type|processing instruction/)
      await refused(metadataText({ validUntil: '2020-01-01T00:00:00Z' }), /no longer valid/)
      await assert.rejects(create('Refused', { Tags: [{ Key: 'aws:x', Value: '' }] }), { code: 'InvalidInput' })
      await assert.rejects(create('Refused', { AddPrivateKey: 'secret' }), { code: 'InvalidInput' })
      await assert.rejects(create('Refused', { AssertionEncryptionMode: 'Required' }), {
        code: 'InvalidInput',
        message: /needs a private key/,
      })
      await assert.rejects(get('Refused'), missing('Refused'))
      await create('Refused')
    })
  })

  describe('UpdateSAMLProvider', () => {
    test('changes what it is given, and leaves the rest', async () => {
      await create('Changing', { AddPrivateKey: RSA })
      const first = await get('Changing')
      iam.clock.advance(1_000)
      assert.deepEqual(await update('Changing', { SAMLMetadataDocument: OTHER_METADATA }), {
        SAMLProviderArn: arnOf('Changing'),
      })
      const second = await get('Changing')
      assert.deepEqual(second, {
        ...first,
        SAMLMetadataDocument: OTHER_METADATA,
        ValidUntil: iam.clock.nowMs() + HUNDRED_YEARS_MS,
      })
      await update('Changing', { AssertionEncryptionMode: 'Allowed' })
      assert.deepEqual(await get('Changing'), { ...second, AssertionEncryptionMode: 'Allowed' })
      await update('Changing', {})
      assert.deepEqual(await get('Changing'), { ...second, AssertionEncryptionMode: 'Allowed' })
      await assert.rejects(update('Changing', { SAMLMetadataDocument: 'x'.repeat(1_000) }), { code: 'InvalidInput' })
      await assert.rejects(update('Missing', {}), missing('Missing'))
    })

    test('two private keys at most: a third takes the place of one', async () => {
      await create('Keys', { AssertionEncryptionMode: 'Required', AddPrivateKey: RSA })
      const ids = async () => (await get('Keys')).PrivateKeyList?.map(({ KeyId }) => KeyId ?? '') ?? []
      await update('Keys', { AddPrivateKey: RSA_PKCS1 })
      const [old = '', kept] = await ids()
      await assert.rejects(update('Keys', { AddPrivateKey: RSA }), {
        code: 'LimitExceeded',
        message: 'Cannot exceed quota for PrivateKeysPerSAMLProvider: 2',
      })
      await update('Keys', { AddPrivateKey: RSA, RemovePrivateKey: old })
      const [first = '', second = ''] = await ids()
      assert.equal(first, kept)
      assert.notEqual(second, old)
      await assert.rejects(update('Keys', { RemovePrivateKey: old }), {
        code: 'NoSuchEntity',
        message: `Private key ${old} cannot be found.`,
      })
      await update('Keys', { RemovePrivateKey: first })
      await assert.rejects(update('Keys', { RemovePrivateKey: second }), {
        code: 'InvalidInput',
        message: /needs a private key/,
      })
      await update('Keys', { RemovePrivateKey: second, AssertionEncryptionMode: 'Allowed' })
      assert.deepEqual(await ids(), [])
    })

    test('keys are kept encrypted, in one form', async () => {
      await create('Sealed', { AddPrivateKey: RSA_PKCS1 })
      const stored = await iam.store.read.resources.byId('samlProvider', arnOf('Sealed'))
      assert.ok(!JSON.stringify(stored).includes('PRIVATE'))
      const [[, pem] = []] = JSON.parse(stored?.secret?.reveal() ?? '') as [string, string][]
      assert.ok(createPrivateKey(pem ?? '').equals(rsa))
      assert.match(pem ?? '', /^-----BEGIN PRIVATE KEY-----/)
    })

    test('a private key is RSA, long enough, alone and not encrypted', async () => {
      await create('Refusing')
      const encrypted = rsa.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
      const { privateKey: pss } = generateKeyPairSync('rsa-pss', { modulusLength: 2_048 })
      const wrong = [
        pkcs8(short),
        pkcs8(ec),
        pkcs8(pss),
        encrypted,
        RSA + RSA,
        `${RSA}x`,
        RSA.replace('MII', 'AAA'),
        'x',
      ]
      for (const AddPrivateKey of wrong)
        await assert.rejects(update('Refusing', { AddPrivateKey }), (error: Error) => {
          assert.match(error.message, /must be one unencrypted RSA key/)
          return !error.message.includes('BEGIN')
        })
      assert.deepEqual((await get('Refusing')).PrivateKeyList, [])
    })
  })

  describe('DeleteSAMLProvider', () => {
    test('ends the sessions that came by it, and leaves nothing', async () => {
      await create('Doomed', { AddPrivateKey: RSA, Tags: [{ Key: 'k', Value: 'v' }] })
      await iam.run(deleteSamlProvider, { SAMLProviderArn: arnOf('Doomed') })
      await assert.rejects(get('Doomed'), missing('Doomed'))
      await assert.rejects(iam.run(deleteSamlProvider, { SAMLProviderArn: arnOf('Doomed') }), missing('Doomed'))
      const now = iam.clock.nowMs()
      const ended = (await iam.store.read.revocations.active(now)).filter(({ subject }) => subject === arnOf('Doomed'))
      assert.deepEqual(
        ended.map(({ kind, issuedBeforeMs }) => [kind, issuedBeforeMs]),
        [['provider', now + 1]],
      )
      assert.equal(await iam.store.read.resources.byId('samlMetadata', arnOf('Doomed')), undefined)
      await create('Doomed')
      const again = await get('Doomed')
      assert.deepEqual([again.Tags, again.PrivateKeyList], [[], []])
    })
  })

  describe('tags and asks', () => {
    test('tags are added, listed and removed', async () => {
      await create('Tagged')
      const named = { SAMLProviderArn: arnOf('Tagged') }
      const Tags = [{ Key: 'Team', Value: 'sso' }]
      await iam.run(tagOperation(samlProviderKind), { ...named, Tags })
      assert.deepEqual((await get('Tagged')).Tags, Tags)
      const list = () => iam.run(listTagsOperation(samlProviderKind), named)
      assert.deepEqual(await list(), { Tags, IsTruncated: false })
      await iam.run(untagOperation(samlProviderKind), { ...named, TagKeys: ['TEAM'] })
      assert.deepEqual(await list(), { Tags: [], IsTruncated: false })
    })

    test('CreateSAMLProvider asks about the ARN it will have, and TagSAMLProvider for tags', async () => {
      const input = { Name: 'New', SAMLMetadataDocument: METADATA }
      const resource = arnOf('New')
      assert.deepEqual(await iam.asks(createSamlProvider, input), [
        { action: 'iam:CreateSAMLProvider', resource, context: [] },
      ])
      const context = [
        { key: 'aws:RequestTag/x', value: 'y' },
        { key: 'aws:TagKeys', value: ['x'] },
      ]
      assert.deepEqual(await iam.asks(createSamlProvider, { ...input, Tags: [{ Key: 'x', Value: 'y' }] }), [
        { action: 'iam:CreateSAMLProvider', resource, context },
        { action: 'iam:TagSAMLProvider', resource, context },
      ])
    })

    test('the others ask about the ARN, with the tags of the provider', async () => {
      await create('Asked', { Tags: [{ Key: 'Team', Value: 'sso' }] })
      const named = { SAMLProviderArn: arnOf('Asked') }
      const about = (action: string) => [
        {
          action,
          resource: named.SAMLProviderArn,
          context: [
            { key: 'aws:ResourceTag/Team', value: 'sso' },
            { key: 'iam:ResourceTag/Team', value: 'sso' },
          ],
        },
      ]
      assert.deepEqual(await iam.asks(getSamlProvider, named), about('iam:GetSAMLProvider'))
      assert.deepEqual(await iam.asks(updateSamlProvider, named), about('iam:UpdateSAMLProvider'))
      assert.deepEqual(await iam.asks(deleteSamlProvider, named), about('iam:DeleteSAMLProvider'))
      assert.deepEqual(await iam.asks(listTagsOperation(samlProviderKind), named), about('iam:ListSAMLProviderTags'))
      assert.deepEqual(await iam.asks(listSamlProviders, {}), [
        { action: 'iam:ListSAMLProviders', resource: arnOf('*'), context: [] },
      ])
    })

    test('an ARN of another kind is InvalidInput; of another account, denied', async () => {
      const role = `arn:aws:iam::${ACCOUNT}:role/x`
      for (const operation of [getSamlProvider, updateSamlProvider, deleteSamlProvider]) {
        await assert.rejects(iam.run(operation, { SAMLProviderArn: role }), {
          code: 'InvalidInput',
          message: `ARN ${role} is not valid.`,
        })
        await assert.rejects(iam.run(operation, { SAMLProviderArn: arnOf('Plain', OTHER_ACCOUNT) }), {
          code: 'AccessDenied',
        })
      }
    })
  })
})
