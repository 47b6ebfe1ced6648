/** ListSigningCertificates. Source: IAM API reference, ListSigningCertificates. */
import type {
  ListSigningCertificatesRequest,
  ListSigningCertificatesResponse,
} from '../../../protocol/types/iam.generated.ts'
import { readOperation } from '../../operation.ts'
import { listQuery, pageOf, pagingOutput } from '../paging.ts'
import { askOwner, requireOwner } from '../user/owner.ts'
import { type ShownCertificate, wireCertificate } from './certificateRecord.ts'

interface ListAnswer extends Omit<ListSigningCertificatesResponse, 'Certificates'> {
  readonly Certificates: readonly ShownCertificate[]
}

/** The certificates of a user, or of the caller, oldest first, a page at a time. */
export const listSigningCertificates = readOperation<ListSigningCertificatesRequest, ListAnswer>({
  name: 'ListSigningCertificates',

  authorize: (call, store) => askOwner('iam:ListSigningCertificates', call, store),

  async run(call, store) {
    const owner = await requireOwner(call, store)
    const page = pageOf(await store.resources.ofOwner('signingCertificate', owner.id), listQuery(call.input))
    return { Certificates: page.items.map((record) => wireCertificate(owner, record)), ...pagingOutput(page) }
  },
})
