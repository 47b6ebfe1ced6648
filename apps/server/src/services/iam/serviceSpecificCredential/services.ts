/** Services that have credentials of their own. Source: IAM API reference, CreateServiceSpecificCredential; IAM user guide, "API keys for AWS services". */
import { ServiceError } from '../../../domain/errors.ts'

/** `password`: a user name and a password. `apiKey`: one long text; may expire. */
export type CredentialForm = 'password' | 'apiKey'

const SERVICES: ReadonlyMap<string, CredentialForm> = new Map([
  ['bedrock.amazonaws.com', 'apiKey'],
  ['cassandra.amazonaws.com', 'password'],
  ['codecommit.amazonaws.com', 'password'],
  ['logs.amazonaws.com', 'apiKey'],
])

/** The form of a service's credentials. Throws NotSupportedService; the sentence is from memory. */
export function requireForm(serviceName: string): CredentialForm {
  const form = SERVICES.get(serviceName)
  if (form === undefined)
    throw new ServiceError(
      'NotSupportedService',
      `No such service ${serviceName} is supported for Service Specific Credentials.`,
    )
  return form
}
