/** Rules of a simulation's parameters. Sentences are AWS's where marked as observed, ours otherwise. */
import { parseArn, PARTITION, pathAndName } from '../../../domain/arn.ts'
import { invalidInput } from '../entityErrors.ts'

const ACTION = /^[A-Za-z0-9-]+:[A-Za-z0-9-]+$/
const ACCOUNT = /^[0-9]{12}$/

/** Throws InvalidInput unless every action is a service and an operation, without wildcards. */
export function checkActions(actions: readonly string[]): void {
  if (actions.length === 0) throw invalidInput('ActionNames must name at least one action.')
  const wrong = actions.find((action) => !ACTION.test(action))
  if (wrong !== undefined)
    throw invalidInput(`Invalid Input Actions: ${wrong} is not of the form service:Operation, without wildcards.`)
}

/** The resources; `*` where none is named. Throws InvalidInput (sentence observed: amazon-ecs-exec-checker#35). */
export function checkResources(arns: readonly string[] | undefined): readonly string[] {
  const resources = arns === undefined || arns.length === 0 ? ['*'] : arns
  const wrong = resources.find((arn) => arn !== '*' && parseArn(arn) === undefined)
  if (wrong !== undefined) throw invalidInput(`ResourceNames are not in a valid ARN format: ${wrong}.`)
  return resources
}

/**
 * The account of ResourceOwner, which is the ARN of its root or its 12 digits (AWS documents both and takes the former).
 * Throws InvalidInput (sentence observed: botocore#1346).
 */
export function ownerAccount(owner: string | undefined): string | undefined {
  if (owner === undefined || ACCOUNT.test(owner)) return owner
  const arn = parseArn(owner)
  if (arn?.service === 'iam' && arn.partition === PARTITION && arn.resource === 'root' && ACCOUNT.test(arn.accountId))
    return arn.accountId
  throw invalidInput(`'${owner}' is not a valid as a Resource Owner.`)
}

/** The user that CallerArn names. */
export interface CallerUser {
  readonly arn: string
  readonly accountId: string
  readonly name: string
}

/** Throws InvalidInput: the sentence that AWS has for a caller that is no user (observed: Scott Logic's blog, 2025-07). */
export const notAUser = (): Error => invalidInput('Invalid caller - Caller must be an IAM user in this context.')

/** The user of CallerArn. Throws InvalidInput for everything that is no user's ARN. */
export function callerUser(callerArn: string | undefined): CallerUser | undefined {
  if (callerArn === undefined) return undefined
  const arn = parseArn(callerArn)
  const named = arn === undefined ? undefined : pathAndName(arn.resource)
  if (arn?.service !== 'iam' || arn.partition !== PARTITION || arn.region !== '') throw notAUser()
  if (named?.type !== 'user' || !ACCOUNT.test(arn.accountId)) throw notAUser()
  return { arn: callerArn, accountId: arn.accountId, name: named.name }
}

/** The account an ARN names as the owner of its resource. */
export function accountOf(resource: string): string | undefined {
  const account = parseArn(resource)?.accountId
  return account !== undefined && ACCOUNT.test(account) ? account : undefined
}
