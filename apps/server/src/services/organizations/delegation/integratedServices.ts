/** The services of this server that work across the organization. Source: Organizations user guide, "AWS services that you can use with AWS Organizations". */
import { invalidInput } from '../refusals.ts'

/** Service principals that can be given access to the organization, and that can have delegated administrators. */
export const INTEGRATED_SERVICES = [
  'access-analyzer.amazonaws.com',
  'account.amazonaws.com',
  'iam.amazonaws.com',
] as const
export type IntegratedService = (typeof INTEGRATED_SERVICES)[number]

/** Throws InvalidInputException for a service that is not here or works in one account only. */
export function requireIntegrated(principal: string): IntegratedService {
  const known = INTEGRATED_SERVICES.find((one) => one === principal)
  if (known !== undefined) return known
  throw invalidInput('You specified an unrecognized service principal.', 'UNRECOGNIZED_SERVICE_PRINCIPAL')
}
