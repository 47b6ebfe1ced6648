/** CreateServiceLinkedRole. Source: IAM API reference, CreateServiceLinkedRole. */
import { roleArn } from '../../../domain/arn.ts'
import type { Role } from '../../../domain/entities.ts'
import { uniqueId } from '../../../domain/ids.ts'
import { LINKING_SERVICES, serviceLinkedName, serviceLinkedPath } from '../../../domain/serviceLinkedRoles.ts'
import type {
  CreateServiceLinkedRoleRequest,
  CreateServiceLinkedRoleResponse,
} from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { ask } from '../askEntity.ts'
import { invalidInput } from '../entityErrors.ts'
import { createdRole } from '../role/roleOutput.ts'

const SESSION_SECONDS = 3_600
/** roleNameType of the model. */
const MAX_NAME = 64

/**
 * Creates the role of a service of AWS, which trusts that service only and which nobody but the service changes. It has no
 * permissions: the service is not here to use them. Throws InvalidInput for services that are not known, suffixes that the
 * service does not take, and names that are taken.
 */
export const createServiceLinkedRole = writeOperation<CreateServiceLinkedRoleRequest, CreateServiceLinkedRoleResponse>({
  name: 'CreateServiceLinkedRole',

  authorize({ input: { AWSServiceName: service, CustomSuffix: suffix }, caller: { accountId } }) {
    const known = LINKING_SERVICES.get(service)
    const name = known === undefined ? '' : serviceLinkedName(known, suffix)
    return ask('iam:CreateServiceLinkedRole', roleArn({ accountId, path: serviceLinkedPath(service), name }), [
      { key: 'iam:AWSServiceName', value: service },
    ])
  },

  async run({ input, caller: { accountId } }, store, { clock, random, quotas }) {
    const name = requireName(input)
    if ((await store.roles.byName(accountId, name)) !== undefined)
      throw invalidInput(`Service role name ${name} has been taken in this account, please try a different suffix.`)
    await quotas.check('RolesPerAccount', accountId, (id) => store.roles.count(id))
    const role: Role = {
      accountId,
      id: uniqueId('AROA', random),
      name,
      path: serviceLinkedPath(input.AWSServiceName),
      createdAtMs: clock.nowMs(),
      inlinePolicies: [],
      attachedPolicyArns: [],
      tags: [],
      trustPolicy: trustIn(input.AWSServiceName),
      maxSessionSeconds: SESSION_SECONDS,
      ...(input.Description === undefined ? {} : { description: input.Description }),
    }
    await store.write.roles.create(role)
    return { Role: await createdRole(role, store) }
  },
})

function requireName({ AWSServiceName: service, CustomSuffix: suffix }: CreateServiceLinkedRoleRequest): string {
  const known = LINKING_SERVICES.get(service)
  if (known === undefined) throw invalidInput(`${service} is not a service that a role can be linked to here.`)
  if (suffix !== undefined && known.suffix !== true) throw invalidInput(`Custom suffix is not allowed for ${service}`)
  const name = serviceLinkedName(known, suffix)
  if (name.length > MAX_NAME) throw invalidInput(`Service role name ${name} is longer than ${MAX_NAME} characters.`)
  return name
}

const trustIn = (service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  })
