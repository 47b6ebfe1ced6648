/** GetServerCertificate. Source: IAM API reference, GetServerCertificate. */
import type {
  GetServerCertificateRequest,
  GetServerCertificateResponse,
} from '../../../protocol/types/iam.generated.ts'
import { readOperation } from '../../operation.ts'
import { requireResource, resourceAsk } from '../accountResource.ts'
import { toWire } from '../tags.ts'
import { serverCertificateKind, wireMetadata } from './certificateRecord.ts'

/** A certificate and its chain as they were uploaded. */
export const getServerCertificate = readOperation<GetServerCertificateRequest, GetServerCertificateResponse>({
  name: 'GetServerCertificate',

  async authorize({ input: { ServerCertificateName: named }, caller: { accountId } }, store) {
    return [await resourceAsk(serverCertificateKind, { action: 'iam:GetServerCertificate', accountId, named }, store)]
  },

  async run({ input: { ServerCertificateName: named }, caller: { accountId } }, store) {
    const certificate = await requireResource(serverCertificateKind, store, { accountId, named })
    const { facts, tags } = certificate
    return {
      ServerCertificate: {
        ServerCertificateMetadata: wireMetadata(certificate),
        CertificateBody: facts.body,
        ...(facts.chain === undefined ? {} : { CertificateChain: facts.chain }),
        Tags: toWire(tags),
      },
    }
  },
})
