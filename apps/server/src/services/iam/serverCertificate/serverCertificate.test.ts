import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { ServiceError } from '../../../domain/errors.ts'
import {
  EXPIRED,
  FUTURE,
  IMPOSTOR,
  INTERMEDIATE,
  LEAF,
  LEAF_KEY,
  LEAF_KEY_ENCRYPTED,
  LEAF_KEY_SEC1,
  OTHER_KEY,
  ROOT,
  SIGNING_1,
} from '../fixtures/certificates.ts'
import { listTagsOperation, tagOperation, untagOperation } from '../resourceTags.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../testing.ts'
import { createUser } from '../user/createUser.ts'
import { serverCertificateKind } from './certificateRecord.ts'
import { deleteServerCertificate } from './deleteServerCertificate.ts'
import { getServerCertificate } from './getServerCertificate.ts'
import { listServerCertificates } from './listServerCertificates.ts'
import { serverCertificateOperations } from './operations.ts'
import { updateServerCertificate } from './updateServerCertificate.ts'
import { uploadServerCertificate } from './uploadServerCertificate.ts'

let iam: IamHarness
describe('serverCertificate', () => {
  beforeEach(async () => {
    iam = await openIam()
  })
  afterEach(() => iam.close())

  const refused = (code: string, message?: string) => (error: unknown) => {
    assert.ok(error instanceof ServiceError, String(error))
    assert.equal(error.code, code, error.message)
    if (message !== undefined) assert.equal(error.message, message)
    return true
  }
  const upload = (ServerCertificateName = 'web', more: object = {}) =>
    iam.run(uploadServerCertificate, {
      ServerCertificateName,
      CertificateBody: LEAF,
      PrivateKey: LEAF_KEY,
      ...more,
    })
  const ARN = `arn:aws:iam::${ACCOUNT}:server-certificate`
  const TAGS = [{ Key: 'Team', Value: 'web' }]

  describe('server certificates', () => {
    test('upload, show, rename, delete', async () => {
      const chain = INTERMEDIATE + ROOT
      const { ServerCertificateMetadata: made, Tags } = await upload('Web', {
        Path: '/cloudfront/',
        CertificateChain: chain,
        Tags: TAGS,
      })
      const id = made?.ServerCertificateId ?? ''
      assert.match(id, /^ASCA[A-Z2-7]{17}$/)
      const metadata = {
        Path: '/cloudfront/',
        ServerCertificateName: 'Web',
        ServerCertificateId: id,
        Arn: `${ARN}/cloudfront/Web`,
        UploadDate: iam.clock.nowMs(),
        Expiration: 4_733_510_400_000,
      }
      assert.deepEqual([made, Tags], [metadata, TAGS])
      assert.deepEqual(await iam.run(getServerCertificate, { ServerCertificateName: 'wEB' }), {
        ServerCertificate: {
          ServerCertificateMetadata: metadata,
          // Without the line end: Terraform compares what is answered with the text that it trimmed itself.
          CertificateBody: LEAF.trim(),
          CertificateChain: chain.trim(),
          Tags: TAGS,
        },
      })
      await upload('Bare')
      const { ServerCertificate: bare } = await iam.run(getServerCertificate, { ServerCertificateName: 'Bare' })
      assert.deepEqual(bare.Tags, [])
      await iam.run(deleteServerCertificate, { ServerCertificateName: 'Bare' })
      await iam.run(updateServerCertificate, {
        ServerCertificateName: 'Web',
        NewServerCertificateName: 'WEB',
        NewPath: '/',
      })
      const listed = await iam.run(listServerCertificates, {})
      const moved = { ...metadata, Path: '/', ServerCertificateName: 'WEB', Arn: `${ARN}/WEB` }
      assert.deepEqual(listed, { ServerCertificateMetadataList: [moved], IsTruncated: false })
      await iam.run(deleteServerCertificate, { ServerCertificateName: 'web' })
      const gone = refused('NoSuchEntity', 'The Server Certificate with name web cannot be found.')
      await assert.rejects(iam.run(deleteServerCertificate, { ServerCertificateName: 'web' }), gone)
      await assert.rejects(iam.run(getServerCertificate, { ServerCertificateName: 'web' }), gone)
      await assert.rejects(iam.run(updateServerCertificate, { ServerCertificateName: 'web' }), gone)
    })

    test('names are unique ignoring case, whatever the path, after renaming too', async () => {
      await upload('web')
      await upload('other')
      const taken = refused('EntityAlreadyExists', 'The Server Certificate with name WEB already exists.')
      await assert.rejects(upload('WEB', { Path: '/x/' }), taken)
      await assert.rejects(
        iam.run(updateServerCertificate, { ServerCertificateName: 'other', NewServerCertificateName: 'WEB' }),
        taken,
      )
    })

    test('twenty an account; lists go by path and page', async () => {
      for (let index = 0; index < 20; index += 1) await upload(`c${index}`, { Path: index < 3 ? '/x/' : '/' })
      await assert.rejects(
        upload(),
        refused('LimitExceeded', 'Cannot exceed quota for ServerCertificatesPerAccount: 20'),
      )
      const below = await iam.run(listServerCertificates, { PathPrefix: '/x/' })
      assert.equal(below.ServerCertificateMetadataList.length, 3)
      const first = await iam.run(listServerCertificates, { MaxItems: 12 })
      const rest = await iam.run(listServerCertificates, { MaxItems: 12, Marker: first.Marker ?? '' })
      assert.deepEqual(
        [first.IsTruncated, rest.ServerCertificateMetadataList.length, rest.IsTruncated],
        [true, 8, false],
      )
      const other = await iam.asUser('admin', OTHER_ACCOUNT)
      assert.deepEqual((await iam.run(listServerCertificates, {}, other)).ServerCertificateMetadataList, [])
    })

    test('the private key is kept, encrypted, and shown by nothing', async () => {
      const answers = [
        await upload('web', { PrivateKey: LEAF_KEY_SEC1 }),
        await iam.run(getServerCertificate, { ServerCertificateName: 'web' }),
        await iam.run(listServerCertificates, {}),
      ]
      const stored = await iam.store.read.resources.byName('serverCertificate', ACCOUNT, 'web')
      assert.equal(stored?.secret?.reveal(), LEAF_KEY_SEC1)
      assert.ok(!JSON.stringify([answers, stored]).includes('PRIVATE KEY'))
    })
  })

  describe('what may be uploaded', () => {
    const unparsed = refused(
      'MalformedCertificate',
      'Unable to parse certificate. Please ensure the certificate is in PEM format.',
    )
    const badKey = refused(
      'MalformedCertificate',
      'Unable to parse private key. Please ensure the key is in PEM format and is not encrypted.',
    )

    test('one certificate, valid now', async () => {
      for (const CertificateBody of ['x', LEAF_KEY, LEAF + INTERMEDIATE])
        await assert.rejects(upload('web', { CertificateBody }), unparsed)
      for (const CertificateBody of [EXPIRED, FUTURE])
        await assert.rejects(upload('web', { CertificateBody }), refused('MalformedCertificate'))
    })

    test('with its own private key, not encrypted', async () => {
      for (const PrivateKey of ['x', LEAF, LEAF_KEY_ENCRYPTED, LEAF_KEY + OTHER_KEY, LEAF_KEY.replace('MIG', 'MIH')])
        await assert.rejects(upload('web', { PrivateKey }), badKey)
      await assert.rejects(upload('web', { PrivateKey: OTHER_KEY }), refused('KeyPairMismatch'))
      await assert.rejects(upload('web', { CertificateBody: SIGNING_1 }), refused('KeyPairMismatch'))
    })

    const chainRefused = (index: number) =>
      refused(
        'MalformedCertificate',
        `Unable to validate certificate chain. The certificate chain must start with the immediate signing certificate, followed by any intermediaries in order. The index within the chain of the invalid certificate is: ${index}`,
      )
    for (const [why, chain, index] of [
      ['the root without the intermediate', ROOT, -1],
      ['the wrong order', ROOT + INTERMEDIATE, -1],
      ['the leaf again', LEAF + INTERMEDIATE, -1],
      ['an issuer of the right name with another key', IMPOSTOR, -1],
      ['a stranger after the intermediate', INTERMEDIATE + SIGNING_1, 0],
    ] as const)
      test(`not with a chain of ${why}`, () =>
        assert.rejects(upload('web', { CertificateChain: chain }), chainRefused(index)))

    test('with a chain, or a part of one', async () => {
      await upload('one', { CertificateChain: INTERMEDIATE })
      await upload('two', { CertificateChain: INTERMEDIATE + ROOT })
      await assert.rejects(upload('web', { CertificateChain: 'x' }), unparsed)
      await assert.rejects(
        upload('web', { CertificateChain: INTERMEDIATE.repeat(11) }),
        refused('MalformedCertificate', 'More than 10 certificates.'),
      )
    })
  })

  describe('tags and permission', () => {
    test('tags are put, shown and removed', async () => {
      await upload()
      const named = { ServerCertificateName: 'web' }
      await iam.run(tagOperation(serverCertificateKind), { ...named, Tags: TAGS })
      assert.deepEqual((await iam.run(listTagsOperation(serverCertificateKind), named)).Tags, TAGS)
      assert.deepEqual((await iam.run(getServerCertificate, named)).ServerCertificate.Tags, TAGS)
      await iam.run(untagOperation(serverCertificateKind), { ...named, TagKeys: ['team'] })
      assert.deepEqual((await iam.run(listTagsOperation(serverCertificateKind), named)).Tags, [])
    })

    test('asks with the tags of the request, and about both ARNs of a move', async () => {
      const input = { ServerCertificateName: 'web', Path: '/x/', CertificateBody: 'x', PrivateKey: 'x' }
      const context = [
        { key: 'aws:RequestTag/Team', value: 'web' },
        { key: 'aws:TagKeys', value: ['Team'] },
      ]
      assert.deepEqual(await iam.asks(uploadServerCertificate, { ...input, Tags: TAGS }), [
        { action: 'iam:UploadServerCertificate', resource: `${ARN}/x/web`, context },
        { action: 'iam:TagServerCertificate', resource: `${ARN}/x/web`, context },
      ])
      assert.equal((await iam.asks(uploadServerCertificate, input)).length, 1)
      await upload('web', { Tags: TAGS })
      const own = [
        { key: 'aws:ResourceTag/Team', value: 'web' },
        { key: 'iam:ResourceTag/Team', value: 'web' },
      ]
      const action = 'iam:UpdateServerCertificate'
      assert.deepEqual(await iam.asks(updateServerCertificate, { ServerCertificateName: 'WEB', NewPath: '/y/' }), [
        { action, resource: `${ARN}/web`, context: own },
        { action, resource: `${ARN}/y/web`, context: [] },
      ])
      assert.deepEqual(await iam.asks(listServerCertificates, {}), [
        { action: 'iam:ListServerCertificates', resource: `${ARN}/`, context: [] },
      ])
    })

    test('a user without permissions may do none of it, and learns nothing', async () => {
      await iam.run(createUser, { UserName: 'bob' })
      await upload()
      const bob = await iam.asUser('bob')
      for (const operation of serverCertificateOperations)
        for (const ServerCertificateName of ['web', 'none']) {
          const input = { ServerCertificateName, CertificateBody: 'x', PrivateKey: 'x', Tags: TAGS, TagKeys: ['k'] }
          await assert.rejects(
            iam.run(operation as typeof uploadServerCertificate, input, bob),
            refused('AccessDenied'),
          )
        }
    })
  })
})
