/** CreateServiceSpecificCredential. Source: IAM API reference, CreateServiceSpecificCredential. */
import type { User } from '../../../domain/entities.ts'
import { uniqueId } from '../../../domain/ids.ts'
import { QUOTAS } from '../../../domain/quotas.ts'
import type {
  CreateServiceSpecificCredentialRequest,
  CreateServiceSpecificCredentialResponse,
} from '../../../protocol/types/iam.generated.ts'
import type { Reader } from '../../../store/store.ts'
import { writeOperation } from '../../operation.ts'
import { invalidInput, limitExceeded } from '../entityErrors.ts'
import { askUser, requireUser } from '../user/userRecord.ts'
import { credentialKeys, type CredentialRecord, newSecret, wireCredential, wireMetadata } from './credentialRecord.ts'
import { type CredentialForm, requireForm } from './services.ts'

const DAY_MS = 86_400_000

/** A user's password or API key for one service. The secret is shown in this answer only. */
export const createServiceSpecificCredential = writeOperation<
  CreateServiceSpecificCredentialRequest,
  CreateServiceSpecificCredentialResponse
>({
  name: 'CreateServiceSpecificCredential',

  authorize: ({ input, caller }, store) =>
    askUser(
      'iam:CreateServiceSpecificCredential',
      {
        user: { accountId: caller.accountId, name: input.UserName },
        context: credentialKeys(input.ServiceName, input.CredentialAgeDays),
      },
      store,
    ),

  async run({ input, caller: { accountId } }, store, { clock, random }) {
    const { UserName, ServiceName: serviceName, CredentialAgeDays: ageDays } = input
    const user = await requireUser(store, accountId, UserName)
    const form = requireForm(serviceName)
    if (ageDays !== undefined && form !== 'apiKey')
      throw invalidInput(`CredentialAgeDays is not supported for ${serviceName}.`)
    await refuseMore(user, serviceName, store)
    const nowMs = clock.nowMs()
    const loginName = await freeName(user, { serviceName, form }, store)
    const secret = newSecret(form, loginName, random)
    const record: CredentialRecord = {
      kind: 'serviceSpecificCredential',
      accountId,
      id: uniqueId('ACCA', random),
      name: `${serviceName}/${loginName}`,
      path: `/${serviceName}/`,
      ownerId: user.id,
      createdAtMs: nowMs,
      tags: [],
      facts: {
        serviceName,
        loginName,
        secretHash: secret.hash,
        status: 'Active',
        ...(ageDays === undefined ? {} : { expiresAtMs: nowMs + ageDays * DAY_MS }),
      },
    }
    await store.write.resources.create(record)
    return { ServiceSpecificCredential: wireCredential(wireMetadata(user.name, record, nowMs), secret) }
  },
})

async function refuseMore(user: User, serviceName: string, store: Reader): Promise<void> {
  const all = await store.resources.ofOwner('serviceSpecificCredential', user.id)
  const present = all.filter(({ facts }) => facts.serviceName === serviceName)
  if (present.length >= QUOTAS.ServiceSpecificCredentialsPerUser)
    throw limitExceeded('ServiceSpecificCredentialsPerUser', QUOTAS.ServiceSpecificCredentialsPerUser)
}

/** `alice-at-111122223333`, then `alice+1-at-...`; API keys begin with `+1`. The first that nobody has at the service. */
async function freeName(
  { accountId, name }: User,
  { serviceName, form }: { readonly serviceName: string; readonly form: CredentialForm },
  store: Reader,
): Promise<string> {
  for (let number = form === 'password' ? 0 : 1; ; number += 1) {
    const loginName = `${name}${number === 0 ? '' : `+${number}`}-at-${accountId}`
    const taken = await store.resources.byName('serviceSpecificCredential', accountId, `${serviceName}/${loginName}`)
    if (taken === undefined) return loginName
  }
}
