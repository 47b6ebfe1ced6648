/** UploadServerCertificate. Source: IAM API reference, UploadServerCertificate. */
import { serverCertificateArn } from '../../../domain/arn.ts'
import { uniqueId } from '../../../domain/ids.ts'
import { QUOTAS } from '../../../domain/quotas.ts'
import { Secret } from '../../../domain/secret.ts'
import type {
  UploadServerCertificateRequest,
  UploadServerCertificateResponse,
} from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { ask, requestTagKeys } from '../askEntity.ts'
import { malformedCertificate, requireCertificate, requireChain, validityError } from '../certificates.ts'
import { entityAlreadyExists, limitExceeded } from '../entityErrors.ts'
import { fromWire, toWire, withTags } from '../tags.ts'
import { type ServerCertificateRecord, wireMetadata } from './certificateRecord.ts'
import { requireKeyOf } from './privateKey.ts'

/** Keeps a TLS certificate, its chain and its private key, which no answer ever shows. With tags it also needs iam:TagServerCertificate. */
export const uploadServerCertificate = writeOperation<UploadServerCertificateRequest, UploadServerCertificateResponse>({
  name: 'UploadServerCertificate',

  authorize({ input: { ServerCertificateName: name, Path: path = '/', Tags }, caller: { accountId } }) {
    const arn = serverCertificateArn({ accountId, path, name })
    const tagKeys = requestTagKeys(fromWire(Tags))
    return [
      ...ask('iam:UploadServerCertificate', arn, tagKeys),
      ...(tagKeys.length === 0 ? [] : ask('iam:TagServerCertificate', arn, tagKeys)),
    ]
  },

  async run({ input, caller: { accountId } }, store, { clock, random }) {
    const { ServerCertificateName: name, Path: path = '/', Tags } = input
    const nowMs = clock.nowMs()
    const tags = withTags([], Tags)
    const facts = requireSound(input, nowMs)
    if ((await store.resources.byName('serverCertificate', accountId, name)) !== undefined)
      throw entityAlreadyExists(`The Server Certificate with name ${name} already exists.`)
    if ((await store.resources.count('serverCertificate', accountId)) >= QUOTAS.ServerCertificatesPerAccount)
      throw limitExceeded('ServerCertificatesPerAccount', QUOTAS.ServerCertificatesPerAccount)
    const record: ServerCertificateRecord = {
      kind: 'serverCertificate',
      accountId,
      id: uniqueId('ASCA', random),
      name,
      path,
      createdAtMs: nowMs,
      tags,
      facts,
      secret: new Secret(input.PrivateKey),
    }
    await store.write.resources.create(record)
    return {
      ServerCertificateMetadata: wireMetadata(record),
      ...(tags.length === 0 ? {} : { Tags: toWire(tags) }),
    }
  },
})

/** The facts of what is uploaded. Throws MalformedCertificate and KeyPairMismatch. */
function requireSound(input: UploadServerCertificateRequest, nowMs: number): ServerCertificateRecord['facts'] {
  const { CertificateBody: body, CertificateChain: chain, PrivateKey } = input
  const certificate = requireCertificate(body)
  requireKeyOf(certificate, PrivateKey)
  if (chain !== undefined) requireChain(certificate, chain)
  const invalid = validityError(certificate, nowMs)
  if (invalid !== undefined) throw malformedCertificate(invalid)
  // Answered without space around it, as AWS does: Terraform compares it so.
  return {
    body: body.trim(),
    ...(chain === undefined ? {} : { chain: chain.trim() }),
    expiresAtMs: certificate.validToDate.getTime(),
  }
}
