/** Services that have credentials of their own. Source: IAM API reference, CreateServiceSpecificCredential; IAM user guide, "API keys for AWS services". */
import { noSuchEntity } from '../entityErrors.ts'

/** `password`: a user name and a password. `apiKey`: one long text; may expire. */
export type CredentialForm = 'password' | 'apiKey'

const SERVICES: ReadonlyMap<string, CredentialForm> = new Map([
  ['bedrock.amazonaws.com', 'apiKey'],
  ['cassandra.amazonaws.com', 'password'],
  ['codecommit.amazonaws.com', 'password'],
  ['logs.amazonaws.com', 'apiKey'],
])

/**
 * The form of a service's credentials. Throws NoSuchEntity: the IAM API reference has NotSupportedService for it, and AWS
 * answers this (recorded by LocalStack, test_iam, March 2025).
 */
export function requireForm(serviceName: string): CredentialForm {
  const form = SERVICES.get(serviceName)
  if (form === undefined)
    throw noSuchEntity(`No such service ${serviceName} is supported for Service Specific Credentials`)
  return form
}
