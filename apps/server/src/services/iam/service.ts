/** IAM: identities, credentials and policies of an account. The table of its operations. */
import type { Service } from '../operation.ts'
import { accessKeyOperations } from './accesskey/operations.ts'
import { accountAliasOperations } from './accountalias/operations.ts'
import { attachmentOperations } from './attachment/operations.ts'
import { boundaryOperations } from './boundary/operations.ts'
import { groupOperations } from './group/operations.ts'
import { inlineOperations } from './inline/operations.ts'
import { instanceProfileOperations } from './instanceprofile/operations.ts'
import { loginProfileOperations } from './loginProfile/operations.ts'
import { credentialReportOperations } from './credentialReport/operations.ts'
import { organizationsAccessOperations } from './organizationsAccess/operations.ts'
import { serviceLastAccessedOperations } from './serviceLastAccessed/operations.ts'
import { accountSummaryOperations } from './accountSummary/operations.ts'
import { accountDetailsOperations } from './accountDetails/operations.ts'
import { lastUsedOperations } from './lastUsed/operations.ts'
import { mfaOperations } from './mfa/operations.ts'
import { oidcProviderOperations } from './oidcprovider/operations.ts'
import { passwordPolicyOperations } from './passwordPolicy/operations.ts'
import { policyOperations } from './policy/operations.ts'
import { preferenceOperations } from './preferences/operations.ts'
import { roleOperations } from './role/operations.ts'
import { serverCertificateOperations } from './serverCertificate/operations.ts'
import { serviceSpecificCredentialOperations } from './serviceSpecificCredential/operations.ts'
import { signingCertificateOperations } from './signingCertificate/operations.ts'
import { samlProviderOperations } from './samlprovider/operations.ts'
import { serviceLinkedRoleOperations } from './servicelinkedrole/operations.ts'
import { simulateOperations } from './simulate/operations.ts'
import { sshKeyOperations } from './sshKey/operations.ts'
import { userOperations } from './user/operations.ts'

/** AWS Identity and Access Management. */
export const iam: Service = {
  signingName: 'iam',
  model: 'iam',
  eventSource: 'iam.amazonaws.com',
  operations: [
    ...userOperations,
    ...accessKeyOperations,
    ...mfaOperations,
    ...loginProfileOperations,
    ...passwordPolicyOperations,
    ...accountSummaryOperations,
    ...sshKeyOperations,
    ...signingCertificateOperations,
    ...serverCertificateOperations,
    ...serviceSpecificCredentialOperations,
    ...groupOperations,
    ...roleOperations,
    ...serviceLinkedRoleOperations,
    ...instanceProfileOperations,
    ...oidcProviderOperations,
    ...samlProviderOperations,
    ...accountAliasOperations,
    ...preferenceOperations,
    ...policyOperations,
    ...inlineOperations,
    ...attachmentOperations,
    ...boundaryOperations,
    ...simulateOperations,
    ...lastUsedOperations,
    ...accountDetailsOperations,
    ...credentialReportOperations,
    ...serviceLastAccessedOperations,
    ...organizationsAccessOperations,
  ],
}
