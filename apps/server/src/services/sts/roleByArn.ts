/** The role an ARN names. */
import { parseArn, pathAndName, roleArn } from '../../domain/arn.ts'
import type { Role } from '../../domain/entities.ts'
import { validationError } from '../../domain/errors.ts'
import type { Reader } from '../../store/store.ts'

/** What a role ARN says, whether or not the role exists. */
export interface NamedRole {
  readonly accountId: string
  /** Present where a role of an account that is not closed has exactly this ARN: partition, path, name, every letter. */
  readonly role?: Role
}

const ACCOUNT = /^\d{12}$/

/** Throws ValidationError (`<arn> is invalid`) for a text that cannot be a role's ARN. */
export async function roleByArn(arn: string, store: Reader): Promise<NamedRole> {
  const parsed = parseArn(arn)
  const named = parsed === undefined ? undefined : pathAndName(parsed.resource)
  if (
    parsed === undefined ||
    named === undefined ||
    named.type !== 'role' ||
    parsed.service !== 'iam' ||
    !ACCOUNT.test(parsed.accountId)
  ) {
    throw validationError(`${arn} is invalid`)
  }
  const role = await store.roles.byName(parsed.accountId, named.name)
  // The store finds names ignoring case and path: only the ARN as a whole identifies the role (STS-06).
  const open = (await store.accounts.byId(parsed.accountId))?.status === 'ACTIVE'
  return open && role !== undefined && roleArn(role) === arn
    ? { accountId: parsed.accountId, role }
    : { accountId: parsed.accountId }
}
