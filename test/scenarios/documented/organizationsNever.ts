/** Errors of the model of Organizations that no call provokes here, and why. */
import type { Unprovoked } from './rows.ts'

/** What another test provokes is said so. */
export const NEVER_IN_ORGANIZATIONS: readonly Unprovoked[] = [
  {
    error: 'ServiceException',
    because: 'a failure of the server itself; no input provokes one (test/crash, pipeline/*.test.ts)',
  },
  { error: 'TooManyRequestsException', because: 'callers who are known are not throttled' },
  {
    error: 'ConcurrentModificationException',
    because: 'writes run one after the other and wait for each other; none is turned away',
  },
  {
    error: 'AWSOrganizationsNotInUseException',
    because: 'every account of the server is in its organization from the first start, and none leaves',
  },
  { error: 'UnsupportedAPIEndpointException', because: 'one endpoint serves all operations' },
  {
    error: 'PolicyChangesInProgressException',
    because: 'a change of a policy is done when the call answers',
  },
  { error: 'FinalizingOrganizationException', because: 'the organization exists before the first call' },
  { error: 'ConflictException', because: 'an account is closed when the call answers: nothing is under way' },
  { error: 'AccessDeniedForDependencyException', because: 'an organization is never created by a call' },
  {
    error: 'PolicyTypeNotAvailableForOrganizationException',
    because:
      'both types of policies are there from the first start; others are InvalidInputException, which names them',
  },
  {
    error: 'AccountNotFoundException',
    operations: ['LeaveOrganization'],
    because: "the account is the caller's own",
  },
  {
    error: 'InvalidInputException',
    operations: ['DeleteOrganization', 'EnableAllFeatures', 'LeaveOrganization'],
    because: 'the request has no members',
  },
  {
    error: 'ConstraintViolationException',
    operations: ['CreateOrganization'],
    because: 'the caller is in an organization already: AlreadyInOrganizationException',
  },
  {
    error: 'ConstraintViolationException',
    operations: ['EnableAllFeatures'],
    because: 'all features are enabled already: HandshakeConstraintViolationException',
  },
  {
    error: 'ConstraintViolationException',
    operations: ['DeleteOrganization'],
    because: 'with members it is OrganizationNotEmptyException, which comes first; organization.test.ts has none',
  },
  {
    error: 'ConstraintViolationException',
    operations: [
      'DeleteResourcePolicy',
      'DescribeEffectivePolicy',
      'DescribeResourcePolicy',
      'DisableAWSServiceAccess',
      'DisablePolicyType',
      'EnableAWSServiceAccess',
      'EnablePolicyType',
      'ListAWSServiceAccessForOrganization',
      'ListDelegatedAdministrators',
      'ListDelegatedServicesForAccount',
      'UntagResource',
    ],
    because: 'no quota and no setting stands in the way of the call: it adds nothing that is counted',
  },
]
