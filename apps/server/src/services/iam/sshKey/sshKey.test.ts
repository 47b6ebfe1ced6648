import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { ServiceError } from '../../../domain/errors.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../testing.ts'
import { createUser } from '../user/createUser.ts'
import { deleteUser } from '../user/deleteUser.ts'
import { deleteSshPublicKey } from './deleteSshPublicKey.ts'
import { getSshPublicKey } from './getSshPublicKey.ts'
import { listSshPublicKeys } from './listSshPublicKeys.ts'
import { sshKeyOperations } from './operations.ts'
import { updateSshPublicKey } from './updateSshPublicKey.ts'
import { uploadSshPublicKey } from './uploadSshPublicKey.ts'

// `ssh-keygen -l -E md5` says of this key: MD5:8a:87:a3:ae:42:27:3a:49:b0:33:c1:57:f7:24:9c:52
const KEY = `ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCvpOJQeaojBmsr+FXI+X/QXtqndTCgDsWbtUxmFbb50BY3xDTxnUQYiZ3+S95Aq3WR6YLnA3+9k24knmJ9NAX1x46clS7QVVxPP/8n+QkQTY7ZovJBNpExeRXAzqD7SIFnwWEp1IuHFSpgNKdIVUngbp4F4cgHHZGA8frSDIXPF/IFZaHrf7U1NUQprCjKARHC1EsQ6Gsv297jK7hSyF+l12V4hNf2aUyA3pug26Vv3wojOyp5ZOnu0XUETyjVwPSXKj4lOozSuT0zm+GGWkN6Ou59CbFE3oh1b0J4W/r6VW2qm5fbHH01rJ6sT3EAnUtywV7g2DPdWbpT7kC9/ZkH`

let iam: IamHarness
describe('sshKey', () => {
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
  const upload = async (SSHPublicKeyBody = KEY, UserName = 'bob') =>
    (await iam.run(uploadSshPublicKey, { UserName, SSHPublicKeyBody })).SSHPublicKey ?? assert.fail()
  const another = () =>
    generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'pem', type: 'spki' })

  describe('SSH public keys', () => {
    test('upload, show in both encodings, deactivate, list, delete', async () => {
      const key = await upload(`${KEY} bob@example.com`)
      assert.match(key.SSHPublicKeyId, /^APKA[A-Z2-7]{16}$/)
      const UploadDate = iam.clock.nowMs()
      const metadata = { UserName: 'bob', SSHPublicKeyId: key.SSHPublicKeyId, Status: 'Active', UploadDate }
      const Fingerprint = '8a:87:a3:ae:42:27:3a:49:b0:33:c1:57:f7:24:9c:52'
      assert.deepEqual(key, { ...metadata, Fingerprint, SSHPublicKeyBody: KEY })
      const named = { UserName: 'BOB', SSHPublicKeyId: key.SSHPublicKeyId }
      assert.deepEqual((await iam.run(getSshPublicKey, { ...named, Encoding: 'SSH' })).SSHPublicKey, key)
      const pem = (await iam.run(getSshPublicKey, { ...named, Encoding: 'PEM' })).SSHPublicKey?.SSHPublicKeyBody ?? ''
      assert.match(pem, /^-----BEGIN PUBLIC KEY-----\n/)
      await iam.run(updateSshPublicKey, { ...named, Status: 'Inactive' })
      assert.deepEqual(await iam.run(listSshPublicKeys, { UserName: 'bob' }), {
        SSHPublicKeys: [{ ...metadata, Status: 'Inactive' }],
        IsTruncated: false,
      })
      await assert.rejects(iam.run(updateSshPublicKey, { ...named, Status: 'Expired' }), refused('InvalidInput'))
      await assert.rejects(
        iam.run(deleteUser, { UserName: 'bob' }),
        refused('DeleteConflict', 'Cannot delete entity, must remove referenced objects first.'),
      )
      await iam.run(deleteSshPublicKey, named)
      const gone = refused('NoSuchEntity', `The Public Key with id ${key.SSHPublicKeyId} cannot be found.`)
      await assert.rejects(iam.run(deleteSshPublicKey, named), gone)
      await assert.rejects(iam.run(updateSshPublicKey, { ...named, Status: 'Active' }), gone)
      await assert.rejects(iam.run(getSshPublicKey, { ...named, Encoding: 'SSH' }), gone)
      await iam.run(deleteUser, { UserName: 'bob' })
    })

    test('a user has a key once, in whatever encoding; two users may have the same', async () => {
      const { SSHPublicKeyId } = await upload()
      const { SSHPublicKey } = await iam.run(getSshPublicKey, { UserName: 'bob', SSHPublicKeyId, Encoding: 'PEM' })
      await assert.rejects(upload(SSHPublicKey?.SSHPublicKeyBody), refused('DuplicateSSHPublicKey'))
      await assert.rejects(upload(`${KEY} comment`), refused('DuplicateSSHPublicKey'))
      await upload(KEY, 'admin')
    })

    test('five a user at most', async () => {
      for (let index = 0; index < 5; index += 1) await upload(another())
      await assert.rejects(upload(), refused('LimitExceeded', 'Cannot exceed quota for SSHPublicKeysPerUser: 5'))
      const first = await iam.run(listSshPublicKeys, { UserName: 'bob', MaxItems: 3 })
      const rest = await iam.run(listSshPublicKeys, { UserName: 'bob', Marker: first.Marker ?? '' })
      assert.deepEqual([first.SSHPublicKeys?.length, rest.SSHPublicKeys?.length, rest.IsTruncated], [3, 2, false])
    })

    test('what is no RSA key is refused', async () => {
      await assert.rejects(upload('ssh-ed25519 AAAA'), refused('UnrecognizedPublicKeyEncoding'))
      await assert.rejects(upload('ssh-rsa AAAA'), refused('InvalidPublicKey'))
      await assert.rejects(upload(KEY, 'nobody'), refused('NoSuchEntity', 'The user with name nobody cannot be found.'))
    })

    test("another user's key is not there", async () => {
      const { SSHPublicKeyId } = await upload(KEY, 'admin')
      const gone = refused('NoSuchEntity', `The Public Key with id ${SSHPublicKeyId} cannot be found.`)
      await assert.rejects(iam.run(deleteSshPublicKey, { UserName: 'bob', SSHPublicKeyId }), gone)
      const stranger = await iam.asUser('admin', OTHER_ACCOUNT)
      await assert.rejects(iam.run(deleteSshPublicKey, { UserName: 'admin', SSHPublicKeyId }, stranger), gone)
      assert.deepEqual((await iam.run(listSshPublicKeys, {}, iam.root)).SSHPublicKeys, [])
    })

    test('asks about the user, before it says whether there is one', async () => {
      const bob = await iam.asUser('bob')
      const input = {
        SSHPublicKeyId: 'APKAAAAAAAAAAAAAAAAAA',
        SSHPublicKeyBody: 'x',
        Encoding: 'SSH',
        Status: 'Active',
      }
      for (const operation of sshKeyOperations) {
        const any = operation as typeof listSshPublicKeys
        assert.deepEqual(await iam.asks(any, { ...input, UserName: 'BOB' }), [
          { action: `iam:${operation.name}`, resource: `arn:aws:iam::${ACCOUNT}:user/x/bob`, context: [] },
        ])
        for (const UserName of ['admin', 'nobody'])
          await assert.rejects(iam.run(any, { ...input, UserName }, bob), refused('AccessDenied'))
      }
    })
  })
})
