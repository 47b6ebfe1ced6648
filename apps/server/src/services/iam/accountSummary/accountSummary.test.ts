import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { ServiceError } from '../../../domain/errors.ts'
import { createAccessKey } from '../accesskey/createAccessKey.ts'
import { LEAF, LEAF_KEY, SIGNING_1 } from '../fixtures/certificates.ts'
import { createGroup } from '../group/createGroup.ts'
import { createInstanceProfile } from '../instanceprofile/createInstanceProfile.ts'
import { createVirtualMfaDevice } from '../mfa/createVirtualMfaDevice.ts'
import { createPolicy } from '../policy/createPolicy.ts'
import { createPolicyVersion } from '../policy/createPolicyVersion.ts'
import { createRole } from '../role/createRole.ts'
import { uploadServerCertificate } from '../serverCertificate/uploadServerCertificate.ts'
import { uploadSigningCertificate } from '../signingCertificate/uploadSigningCertificate.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../testing.ts'
import { createUser } from '../user/createUser.ts'
import { getAccountSummary } from './getAccountSummary.ts'

let iam: IamHarness
describe('accountSummary', () => {
  beforeEach(async () => {
    iam = await openIam()
  })
  afterEach(() => iam.close())

  const summary = async (caller = iam.admin) =>
    Object.fromEntries((await iam.run(getAccountSummary, {}, caller)).SummaryMap ?? assert.fail())
  const COUNTS = [
    'Users',
    'Groups',
    'Roles',
    'Policies',
    'PolicyVersionsInUse',
    'InstanceProfiles',
    'ServerCertificates',
    'Providers',
    'MFADevices',
    'MFADevicesInUse',
    'AccountMFAEnabled',
    'AccountAccessKeysPresent',
    'AccountPasswordPresent',
    'AccountSigningCertificatesPresent',
  ] as const
  const counts = (all: Readonly<Record<string, number | undefined>>) => COUNTS.map((key) => all[key])
  const DOCUMENT = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'
  const TRUST = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole"}]}`

  describe('GetAccountSummary', () => {
    test('counts what there is, in this account only', async () => {
      assert.deepEqual(counts(await summary()), [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
      await iam.run(createUser, { UserName: 'bob' })
      await iam.run(createGroup, { GroupName: 'g' })
      await iam.run(createRole, { RoleName: 'r', AssumeRolePolicyDocument: TRUST })
      const { Policy } = await iam.run(createPolicy, { PolicyName: 'p', PolicyDocument: DOCUMENT })
      await iam.run(createPolicyVersion, { PolicyArn: Policy?.Arn ?? '', PolicyDocument: DOCUMENT })
      await iam.run(createInstanceProfile, { InstanceProfileName: 'i' })
      await iam.run(uploadServerCertificate, {
        ServerCertificateName: 's',
        CertificateBody: LEAF,
        PrivateKey: LEAF_KEY,
      })
      const { SerialNumber } = (await iam.run(createVirtualMfaDevice, { VirtualMFADeviceName: 'm' })).VirtualMFADevice
      await iam.run(createVirtualMfaDevice, { VirtualMFADeviceName: 'n' })
      await iam.store.write(({ write }) => write.mfaDevices.assign(SerialNumber, ACCOUNT, 1))
      for (let index = 0; index < 2; index += 1) await iam.run(createAccessKey, {}, iam.root)
      await iam.run(uploadSigningCertificate, { CertificateBody: SIGNING_1 }, iam.root)
      assert.deepEqual(counts(await summary()), [2, 1, 1, 1, 2, 1, 1, 0, 2, 1, 1, 1, 0, 1])
      const other = await iam.asUser('admin', OTHER_ACCOUNT)
      assert.deepEqual(counts(await summary(other)), [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    })

    test('quotas are those that the operations go by', async () => {
      const shown = await summary()
      assert.equal(shown['AccessKeysPerUserQuota'], 2)
      assert.equal(shown['SigningCertificatesPerUserQuota'], 2)
      assert.equal(shown['ServerCertificatesQuota'], 20)
      assert.equal(shown['AssumeRolePolicySizeQuota'], 2048)
      assert.equal(shown['GlobalEndpointTokenVersion'], 2)
    })

    test('needs permission', async () => {
      await iam.run(createUser, { UserName: 'bob' })
      await assert.rejects(summary(await iam.asUser('bob')), (error: unknown) => {
        assert.ok(error instanceof ServiceError)
        return error.code === 'AccessDenied'
      })
    })
  })
})
