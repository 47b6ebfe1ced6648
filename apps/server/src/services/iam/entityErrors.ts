/** IAM's refusals about entities, in IAM's own sentences. Codes and statuses: the exceptions of models/iam.json. */
import { ServiceError } from '../../domain/errors.ts'

type EntityKind = 'user' | 'group' | 'role'

const CAPITALISED: Record<EntityKind, string> = { user: 'User', group: 'Group', role: 'Role' }

/** 404 NoSuchEntity for a user, group or role. */
export const noSuch = (kind: EntityKind, name: string): ServiceError =>
  new ServiceError('NoSuchEntity', `The ${kind} with name ${name} cannot be found.`)

/** 404 NoSuchEntity with a sentence of its own. */
export const noSuchEntity = (message: string): ServiceError => new ServiceError('NoSuchEntity', message)

/** 409 EntityAlreadyExists for a user, group or role. */
export const alreadyExists = (kind: EntityKind, name: string): ServiceError =>
  new ServiceError('EntityAlreadyExists', `${CAPITALISED[kind]} with name ${name} already exists.`)

/** 409 EntityAlreadyExists with a sentence of its own. */
export const entityAlreadyExists = (message: string): ServiceError => new ServiceError('EntityAlreadyExists', message)

/** 409 DeleteConflict: something still hangs on the entity. `what` completes "Cannot delete entity, must ...". */
export const deleteConflict = (what: string): ServiceError =>
  new ServiceError('DeleteConflict', `Cannot delete entity, must ${what}.`)

/** 409 LimitExceeded. `quota` is the quota's name in AWS's sentence: `PoliciesPerUser`. */
export const limitExceeded = (quota: string, limit: number): ServiceError =>
  new ServiceError('LimitExceeded', `Cannot exceed quota for ${quota}: ${limit}`)

/** 400 MalformedPolicyDocument. */
export const malformedPolicy = (message: string): ServiceError => new ServiceError('MalformedPolicyDocument', message)

/** 400 UnmodifiableEntity: the role belongs to a service. */
export const unmodifiable = (roleName: string): ServiceError =>
  new ServiceError(
    'UnmodifiableEntity',
    `Cannot perform the operation on the protected role '${roleName}' - this role is only modifiable by AWS`,
  )

/** 400 InvalidInput. */
export const invalidInput = (message: string): ServiceError => new ServiceError('InvalidInput', message)
