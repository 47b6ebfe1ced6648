/** ListServiceSpecificCredentials. Source: IAM API reference, ListServiceSpecificCredentials. */
import { userArn } from '../../../domain/arn.ts'
import { validationError } from '../../../domain/errors.ts'
import type {
  ListServiceSpecificCredentialsRequest,
  ListServiceSpecificCredentialsResponse,
} from '../../../protocol/types/iam.generated.ts'
import type { Page, Reader } from '../../../store/store.ts'
import { readOperation } from '../../operation.ts'
import { ask } from '../askEntity.ts'
import { listQuery, pageOf, pagingOutput } from '../paging.ts'
import { askOwner, requireOwner } from '../user/owner.ts'
import type { AboutOwner } from '../user/owner.ts'
import { type CredentialRecord, wireMetadata } from './credentialRecord.ts'
import { requireForm } from './services.ts'

type Call = AboutOwner & { readonly input: ListServiceSpecificCredentialsRequest }

/** The credentials of a user, of the caller, or with AllUsers of all users of the account; of one service or all. Never the secrets. */
export const listServiceSpecificCredentials = readOperation<
  ListServiceSpecificCredentialsRequest,
  ListServiceSpecificCredentialsResponse
>({
  name: 'ListServiceSpecificCredentials',

  authorize(call, store) {
    const { input, caller } = call
    if (input.AllUsers !== true) return askOwner('iam:ListServiceSpecificCredentials', call, store)
    if (input.UserName !== undefined) throw validationError('UserName and AllUsers cannot be given together.')
    return ask('iam:ListServiceSpecificCredentials', userArn({ accountId: caller.accountId, path: '/', name: '*' }))
  },

  async run(call, store, { clock }) {
    const { input } = call
    if (input.ServiceName !== undefined) requireForm(input.ServiceName)
    const page = await (input.AllUsers === true ? ofAccount(call, store) : ofUser(call, store))
    const nowMs = clock.nowMs()
    const shown = page.items.map(async (credential) => {
      const user = await store.users.byId(credential.ownerId ?? '')
      // Deleted since the page was read, and its user too.
      return user === undefined ? [] : [wireMetadata(user.name, credential, nowMs)]
    })
    return { ServiceSpecificCredentials: (await Promise.all(shown)).flat(), ...pagingOutput(page) }
  },
})

const ofAccount = ({ input, caller }: Call, store: Reader): Promise<Page<CredentialRecord>> => {
  const query = listQuery(input)
  const path = input.ServiceName === undefined ? {} : { pathPrefix: `/${input.ServiceName}/` }
  return store.resources.list('serviceSpecificCredential', caller.accountId, { ...query, ...path })
}

async function ofUser(call: Call, store: Reader): Promise<Page<CredentialRecord>> {
  const { id } = await requireOwner(call, store)
  const { ServiceName } = call.input
  const all = await store.resources.ofOwner('serviceSpecificCredential', id)
  const wanted = ServiceName === undefined ? all : all.filter(({ facts }) => facts.serviceName === ServiceName)
  return pageOf(wanted, listQuery(call.input))
}
