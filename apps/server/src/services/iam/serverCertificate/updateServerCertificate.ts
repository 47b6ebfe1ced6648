/** UpdateServerCertificate. Source: IAM API reference, UpdateServerCertificate. */
import { serverCertificateArn } from '../../../domain/arn.ts'
import type { UpdateServerCertificateRequest } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { requireResource, resourceAsk } from '../accountResource.ts'
import { ask } from '../askEntity.ts'
import { entityAlreadyExists } from '../entityErrors.ts'
import { serverCertificateKind } from './certificateRecord.ts'

const ACTION = 'iam:UpdateServerCertificate'

/** Renames or moves a certificate. Needs permission on the old ARN and on the new one. */
export const updateServerCertificate = writeOperation<UpdateServerCertificateRequest, object>({
  name: 'UpdateServerCertificate',

  async authorize({ input, caller: { accountId } }, store) {
    const named = input.ServerCertificateName
    const found = await serverCertificateKind.find(store, { accountId, named })
    const path = input.NewPath ?? found?.path ?? '/'
    const name = input.NewServerCertificateName ?? found?.name ?? named
    return [
      await resourceAsk(serverCertificateKind, { action: ACTION, accountId, named }, store),
      ...ask(ACTION, serverCertificateArn({ accountId, path, name })),
    ]
  },

  async run({ input, caller: { accountId } }, store) {
    const named = input.ServerCertificateName
    const certificate = await requireResource(serverCertificateKind, store, { accountId, named })
    const name = input.NewServerCertificateName ?? certificate.name
    const holder = await store.resources.byName('serverCertificate', accountId, name)
    if (holder !== undefined && holder.id !== certificate.id)
      throw entityAlreadyExists(`The Server Certificate with name ${name} already exists.`)
    await store.write.resources.update('serverCertificate', certificate.id, {
      name,
      path: input.NewPath ?? certificate.path,
    })
    return {}
  },
})
