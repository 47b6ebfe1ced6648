/** CreateOrganization and EnableAllFeatures: there is one organization from the first start, with all features. Source: Organizations API reference. */
import { ServiceError } from '../../../domain/errors.ts'
import type {
  CreateOrganizationRequest,
  CreateOrganizationResponse,
  EnableAllFeaturesRequest,
  EnableAllFeaturesResponse,
} from '../../../protocol/types/organizations.generated.ts'
import { readOperation } from '../../operation.ts'
import { requireManagementAccount } from '../membership.ts'

/** Always throws AlreadyInOrganizationException: every account is a member of the organization. */
export const createOrganization = readOperation<CreateOrganizationRequest, CreateOrganizationResponse>({
  name: 'CreateOrganization',

  authorize: () => [{ action: 'organizations:CreateOrganization', resource: '*' }],

  run() {
    throw new ServiceError(
      'AlreadyInOrganizationException',
      'The provided account is already a member of an organization.',
    )
  },
})

/** Always throws HandshakeConstraintViolationException: all features are enabled. */
export const enableAllFeatures = readOperation<EnableAllFeaturesRequest, EnableAllFeaturesResponse>({
  name: 'EnableAllFeatures',

  authorize: () => [{ action: 'organizations:EnableAllFeatures', resource: '*' }],

  async run({ caller }, store) {
    await requireManagementAccount(store, caller)
    throw new ServiceError(
      'HandshakeConstraintViolationException',
      'The handshake request is invalid because the organization has already enabled all features.',
      { members: { Reason: 'ORGANIZATION_ALREADY_HAS_ALL_FEATURES' } },
    )
  },
})
