import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { ServiceError } from '../../../domain/errors.ts'
import { LEAF, LEAF_KEY, SIGNING_1, SIGNING_1_AGAIN, SIGNING_2, SIGNING_EXPIRED } from '../fixtures/certificates.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../testing.ts'
import { createUser } from '../user/createUser.ts'
import { deleteUser } from '../user/deleteUser.ts'
import { deleteSigningCertificate } from './deleteSigningCertificate.ts'
import { listSigningCertificates } from './listSigningCertificates.ts'
import { signingCertificateOperations } from './operations.ts'
import { updateSigningCertificate } from './updateSigningCertificate.ts'
import { uploadSigningCertificate } from './uploadSigningCertificate.ts'

let iam: IamHarness
describe('signingCertificate', () => {
  beforeEach(async () => {
    iam = await openIam()
    await iam.run(createUser, { UserName: 'bob', Path: '/x/' })
  })
  afterEach(() => iam.close())

  const refused = (code: string, message?: string) => (error: unknown) => {
    assert.ok(error instanceof ServiceError, String(error))
    assert.equal(error.code, code)
    if (message !== undefined) assert.equal(error.message, message)
    return true
  }
  const upload = async (CertificateBody: string, UserName = 'bob') =>
    (await iam.run(uploadSigningCertificate, { UserName, CertificateBody })).Certificate

  describe('signing certificates', () => {
    test('upload, list, deactivate, delete', async () => {
      const certificate = await upload(SIGNING_1)
      const { CertificateId } = certificate
      assert.match(CertificateId, /^[A-Z2-7]{32}$/)
      const shown = {
        UserName: 'bob',
        CertificateId,
        CertificateBody: SIGNING_1,
        Status: 'Active',
        UploadDate: iam.clock.nowMs(),
      }
      assert.deepEqual(certificate, shown)
      await iam.run(updateSigningCertificate, { UserName: 'BOB', CertificateId, Status: 'Inactive' })
      assert.deepEqual(await iam.run(listSigningCertificates, { UserName: 'bob' }), {
        Certificates: [{ ...shown, Status: 'Inactive' }],
        IsTruncated: false,
      })
      const expired = iam.run(updateSigningCertificate, { UserName: 'bob', CertificateId, Status: 'Expired' })
      await assert.rejects(expired, refused('InvalidInput'))
      await assert.rejects(
        iam.run(deleteUser, { UserName: 'bob' }),
        refused('DeleteConflict', 'Cannot delete entity, must delete certificates first.'),
      )
      await iam.run(deleteSigningCertificate, { UserName: 'bob', CertificateId })
      const gone = refused('NoSuchEntity', `The Certificate with id ${CertificateId} cannot be found.`)
      await assert.rejects(iam.run(deleteSigningCertificate, { UserName: 'bob', CertificateId }), gone)
      await iam.run(deleteUser, { UserName: 'bob' })
    })

    test('two a user, and each once in the account', async () => {
      await upload(SIGNING_1)
      await assert.rejects(upload(SIGNING_1), refused('DuplicateCertificate'))
      await assert.rejects(upload(`\n${SIGNING_1.replaceAll('\n', '\r\n')}`, 'admin'), refused('DuplicateCertificate'))
      await upload(SIGNING_1_AGAIN)
      await assert.rejects(
        upload(SIGNING_2),
        refused('LimitExceeded', 'Cannot exceed quota for CertificatesPerUser: 2'),
      )
      const first = await iam.run(listSigningCertificates, { UserName: 'bob', MaxItems: 1 })
      const rest = await iam.run(listSigningCertificates, { UserName: 'bob', Marker: first.Marker ?? '' })
      assert.deepEqual([first.Certificates.length, rest.Certificates.length, rest.IsTruncated], [1, 1, false])
      const other = await iam.asUser('admin', OTHER_ACCOUNT)
      await iam.run(uploadSigningCertificate, { CertificateBody: SIGNING_1 }, other)
    })

    test('the root user has its own', async () => {
      const { Certificate } = await iam.run(uploadSigningCertificate, { CertificateBody: SIGNING_1 }, iam.root)
      assert.ok(!('UserName' in Certificate))
      assert.equal((await iam.run(listSigningCertificates, {}, iam.root)).Certificates.length, 1)
      assert.equal((await iam.run(listSigningCertificates, {})).Certificates.length, 0)
      const { CertificateId } = Certificate
      await assert.rejects(iam.run(deleteSigningCertificate, { CertificateId }), refused('NoSuchEntity'))
      await iam.run(deleteSigningCertificate, { CertificateId }, iam.root)
    })

    test('what is no certificate, expired, or of another kind of key is refused', async () => {
      for (const body of ['x', LEAF_KEY, SIGNING_1 + SIGNING_2, SIGNING_1.replace('MII', 'MIJ'), `text\n${SIGNING_1}`])
        await assert.rejects(upload(body), refused('MalformedCertificate', `Certificate ${body} is malformed.`))
      await assert.rejects(upload(SIGNING_EXPIRED), refused('InvalidCertificate'))
      await assert.rejects(upload(LEAF), refused('InvalidCertificate'))
      await assert.rejects(upload(SIGNING_1, 'nobody'), refused('NoSuchEntity'))
    })

    test('asks about the user, before it says whether there is one', async () => {
      const bob = await iam.asUser('bob')
      const input = { CertificateId: 'A'.repeat(32), CertificateBody: 'x', Status: 'Active' }
      for (const operation of signingCertificateOperations) {
        const any = operation as typeof listSigningCertificates
        assert.deepEqual(await iam.asks(any, { ...input, UserName: 'BOB' }), [
          { action: `iam:${operation.name}`, resource: `arn:aws:iam::${ACCOUNT}:user/x/bob`, context: [] },
        ])
        for (const UserName of ['admin', 'nobody'])
          await assert.rejects(iam.run(any, { ...input, UserName }, bob), refused('AccessDenied'))
      }
    })
  })
})
