/** ListServerCertificates. Source: IAM API reference, ListServerCertificates. */
import { serverCertificateArn } from '../../../domain/arn.ts'
import type {
  ListServerCertificatesRequest,
  ListServerCertificatesResponse,
} from '../../../protocol/types/iam.generated.ts'
import { readOperation } from '../../operation.ts'
import { ask } from '../askEntity.ts'
import { listQuery, pagingOutput } from '../paging.ts'
import { wireMetadata } from './certificateRecord.ts'

/** The account's certificates in the order of their names, a page at a time. */
export const listServerCertificates = readOperation<ListServerCertificatesRequest, ListServerCertificatesResponse>({
  name: 'ListServerCertificates',

  /** About the ARN up to the path, as AWS asks for lists of users. */
  authorize: ({ input: { PathPrefix: path = '/' }, caller: { accountId } }) =>
    ask('iam:ListServerCertificates', serverCertificateArn({ accountId, path, name: '' })),

  async run({ input, caller }, store) {
    const page = await store.resources.list('serverCertificate', caller.accountId, listQuery(input))
    return { ServerCertificateMetadataList: page.items.map(wireMetadata), ...pagingOutput(page) }
  },
})
