/** CreateAccessKey. Source: IAM API reference, CreateAccessKey. */
import { encodeBase64 } from '../../../domain/base64.ts'
import type { AccessKey } from '../../../domain/entities.ts'
import { accessDenied } from '../../../domain/errors.ts'
import { guardrailOf } from '../../../domain/guardrails/guardrails.ts'
import { accessKeyId } from '../../../domain/ids.ts'
import { QUOTAS } from '../../../domain/quotas.ts'
import { Secret } from '../../../domain/secret.ts'
import type {
  CreateAccessKeyRequest,
  CreateAccessKeyResponse,
  AccessKey as WireAccessKey,
} from '../../../protocol/types/iam.generated.ts'
import type { Random } from '../../../runtime/random.ts'
import { guardrailsInForce } from '../../../store/guardrails.ts'
import type { Reader } from '../../../store/store.ts'
import { writeOperation } from '../../operation.ts'
import { limitExceeded } from '../entityErrors.ts'
import { askOwner, ownerName, requireOwner } from '../user/owner.ts'

/** 30 bytes make the 40 characters that secrets have at AWS. */
const SECRET_BYTES = 30

/** The root user's key is answered without `UserName`, though the model requires it. */
interface CreateAccessKeyAnswer extends Omit<CreateAccessKeyResponse, 'AccessKey'> {
  readonly AccessKey: Omit<WireAccessKey, 'UserName'> & Partial<Pick<WireAccessKey, 'UserName'>>
}

/**
 * A new key of a user, or of the root user that calls without naming one. The secret is shown in this answer only. Throws
 * AccessDenied where a guardrail refuses new keys, NoSuchEntity, LimitExceeded.
 */
export const createAccessKey = writeOperation<CreateAccessKeyRequest, CreateAccessKeyAnswer>({
  name: 'CreateAccessKey',

  authorize: (call, store) => askOwner('iam:CreateAccessKey', call, store),

  async run(call, store, { clock, random }) {
    await refuseByGuardrail(call.caller.accountId, store)
    const owner = await requireOwner(call, store)
    const present = await store.accessKeys.ofUser(owner.id)
    if (present.length >= QUOTAS.AccessKeysPerUser) throw limitExceeded('AccessKeysPerUser', QUOTAS.AccessKeysPerUser)
    const { accountId } = call.caller
    const key: AccessKey = {
      id: await unusedKeyId(accountId, random, store),
      accountId,
      userId: owner.id,
      status: 'Active',
      createdAtMs: clock.nowMs(),
      secret: new Secret(encodeBase64(random.bytes(SECRET_BYTES))),
    }
    await store.write.accessKeys.create(key)
    return {
      AccessKey: {
        ...ownerName(owner),
        AccessKeyId: key.id,
        Status: key.status,
        SecretAccessKey: key.secret.reveal(),
        CreateDate: key.createdAtMs,
      },
    }
  },
})

async function refuseByGuardrail(accountId: string, store: Reader): Promise<void> {
  const { settings, sources } = await guardrailsInForce(accountId, store)
  if (settings.refuseNewAccessKeys === undefined) return
  const by = guardrailOf('refuseNewAccessKeys', sources.get('refuseNewAccessKeys'), accountId)
  throw accessDenied(
    `The ${by} refuses new access keys: use the temporary credentials of AssumeRole or GetSessionToken instead.`,
    by,
  )
}

/** Key ids have 39 random bits only: in a large account two may meet. */
async function unusedKeyId(accountId: string, random: Random, store: Reader): Promise<string> {
  for (;;) {
    const id = accessKeyId(accountId, random)
    if ((await store.accessKeys.byId(id)) === undefined) return id
  }
}
