/** Errors of IAM's model that no call provokes here, and why. */
import type { Unprovoked } from './rows.ts'

/** What another test provokes is said so. */
export const NEVER: readonly Unprovoked[] = [
  {
    error: 'ServiceFailureException',
    because:
      'a failure of the server itself is InternalFailure, and a database or disk that cannot is ServiceUnavailable (test/crash, pipeline/*.test.ts): no input provokes either',
  },
  {
    error: 'ConcurrentModificationException',
    because:
      'writes run one after the other and wait for each other; none is turned away (test/model: two callers at once)',
  },
  {
    error: 'PolicyNotAttachableException',
    because: 'AWS has policies that only its services attach; none of them is among the policies that are here',
  },
  {
    error: 'EntityTemporarilyUnmodifiableException',
    operations: ['UpdateUser', 'DeactivateMFADevice', 'EnableMFADevice', 'DeleteLoginProfile'],
    because: 'a user who was deleted and made again is a new one at once: there is nothing to wait for',
  },
  {
    error: 'EntityAlreadyExistsException',
    operations: ['AddRoleToInstanceProfile'],
    because: 'a profile that has a role is full: LimitExceeded, for the same role too, as at AWS',
  },
  {
    error: 'EntityAlreadyExistsException',
    operations: ['UploadSigningCertificate'],
    because: 'a certificate that is there is DuplicateCertificate',
  },
  {
    error: 'UnmodifiableEntityException',
    operations: ['UpdateRoleDescription'],
    because: 'the description is what one may edit of the role of a service (IAM user guide)',
  },
  {
    error: 'UnmodifiableEntityException',
    operations: ['RemoveRoleFromInstanceProfile'],
    because: 'the role of a service never gets into a profile, so there is none to remove: NoSuchEntity',
  },
  {
    error: 'DeleteConflictException',
    operations: ['DeleteServerCertificate'],
    because: 'no service here uses certificates',
  },
  {
    error: 'NoSuchEntityException',
    operations: ['CreateGroup', 'UpdateAccountPasswordPolicy', 'CreateServiceLinkedRole'],
    because: 'the request names nothing that could be missing; a service that is not known is InvalidInput',
  },
  {
    error: 'MalformedPolicyDocumentException',
    operations: ['UpdateAccountPasswordPolicy'],
    because: 'the request has no document',
  },
  {
    error: 'UnrecognizedPublicKeyEncodingException',
    operations: ['GetSSHPublicKey'],
    because: 'an encoding that is neither SSH nor PEM breaks the model and is a ValidationError',
  },
  {
    error: 'ServiceNotSupportedException',
    because: 'AWS answers NoSuchEntity for a service that has no such credentials, and so does this server',
  },
  {
    error: 'OpenIdIdpCommunicationErrorException',
    because: 'nothing is fetched from the issuer when a provider is made',
  },
  {
    error: 'PolicyEvaluationException',
    because: 'evaluation never fails: a policy that cannot be read is InvalidInput before',
  },
  {
    error: 'ReportGenerationLimitExceededException',
    because:
      'a hundred reports have to be waiting, and the first is made before another request arrives: organizationsAccess.test.ts orders them',
  },
  {
    error: 'CredentialReportNotReadyException',
    because:
      'the report of a small account is ready before another request arrives: credentialReport.test.ts has one that is not',
  },
  {
    error: 'InvalidInputException',
    operations: ['ListAttachedUserPolicies', 'ListAttachedGroupPolicies', 'ListAttachedRolePolicies'],
    because: 'everything that can be wrong with name and path prefix breaks the model: ValidationError',
  },
  {
    error: 'InvalidInputException',
    operations: ['GetServiceLastAccessedDetails'],
    because: 'the request has a job id alone: a wrong one breaks the model or is NoSuchEntity',
  },
  {
    error: 'InvalidInputException',
    operations: ['ListMFADeviceTags', 'UntagMFADevice', 'UntagServerCertificate', 'UntagInstanceProfile'],
    because:
      'serial numbers, names and keys that the model allows are at worst not there: NoSuchEntity, or nothing to do',
  },
  {
    error: 'LimitExceededException',
    operations: ['CreateUser', 'CreateGroup', 'CreateInstanceProfile', 'CreateServiceLinkedRole'],
    because: 'the quota is far beyond what a test can make over HTTP: accountQuotas.test.ts',
  },
  {
    error: 'LimitExceededException',
    operations: ['CreateSAMLProvider'],
    because: 'the quota is 1,000 providers; samlProvider.test.ts and oidcProvider.test.ts count',
  },
  {
    error: 'LimitExceededException',
    operations: ['CreateVirtualMFADevice', 'CreateLoginProfile', 'CreateAccountAlias', 'GenerateCredentialReport'],
    because:
      'there is no quota here: a user has one password, an account one alias (a new one takes its place) and one report',
  },
  {
    error: 'LimitExceededException',
    operations: [
      'ChangePassword',
      'DeactivateMFADevice',
      'DeleteAccessKey',
      'DeleteAccountAlias',
      'DeleteAccountPasswordPolicy',
      'DeleteGroup',
      'DeleteGroupPolicy',
      'DeleteInstanceProfile',
      'DeleteLoginProfile',
      'DeletePolicy',
      'DeletePolicyVersion',
      'DeleteRole',
      'DeleteRolePolicy',
      'DeleteSAMLProvider',
      'DeleteServerCertificate',
      'DeleteServiceLinkedRole',
      'DeleteSigningCertificate',
      'DeleteUser',
      'DeleteUserPolicy',
      'DeleteVirtualMFADevice',
      'DetachGroupPolicy',
      'DetachRolePolicy',
      'DetachUserPolicy',
      'RemoveRoleFromInstanceProfile',
      'RemoveUserFromGroup',
      'ResyncMFADevice',
      'SetDefaultPolicyVersion',
      'UpdateAccessKey',
      'UpdateAccountPasswordPolicy',
      'UpdateGroup',
      'UpdateLoginProfile',
      'UpdateServerCertificate',
      'UpdateSigningCertificate',
      'UpdateUser',
    ],
    because: 'the call adds nothing: no quota counts changes or deletions',
  },
]
