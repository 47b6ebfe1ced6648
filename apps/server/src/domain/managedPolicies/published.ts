/**
 * AWS managed policies exactly as AWS publishes them. Source: AWS Managed Policy Reference Guide, one page per policy
 * (ids, times to the second and version numbers: GetPolicy and GetPolicyVersion as recorded in public).
 */
import readOnlyAccess from '../../../models/policies/ReadOnlyAccess.json' with { type: 'json' }
import securityAudit from '../../../models/policies/SecurityAudit.json' with { type: 'json' }
import viewOnlyAccess from '../../../models/policies/ViewOnlyAccess.json' with { type: 'json' }
import type { AwsPolicyFacts, AwsStatement } from './awsPolicy.ts'

const allow = (...actions: string[]) => ({ Effect: 'Allow', Action: actions, Resource: '*' }) as const

/** The statements of a document that is too long to stand here. */
const statementsOf = (document: { readonly Statement: unknown }): readonly AwsStatement[] =>
  document.Statement as readonly AwsStatement[]

/** Policies whose documents are AWS's own, statement for statement. */
export const published: readonly AwsPolicyFacts[] = [
  {
    id: 'ANPAIWMBCKSKIEE64ZLYK',
    name: 'AdministratorAccess',
    path: '/',
    description: 'Provides full access to AWS services and resources.',
    createdAtMs: 1_423_247_986_000, // 2015-02-06T18:39:46Z
    updatedAtMs: 1_423_247_986_000,
    version: 1,
    statements: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  },
  {
    id: 'ANPAJYRXTHIB4FOVS3ZXS',
    name: 'PowerUserAccess',
    path: '/',
    description:
      'Provides full access to AWS services and resources, but does not allow management of Users and groups.',
    createdAtMs: 1_423_247_987_000, // 2015-02-06T18:39:47Z
    updatedAtMs: 1_770_919_154_000, // 2026-02-12T17:59:14Z
    version: 12,
    statements: [
      { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
      allow(
        'account:GetAccountInformation',
        'account:GetGovCloudAccountInformation',
        'account:GetPrimaryEmail',
        'account:ListRegions',
        'iam:CreateServiceLinkedRole',
        'iam:DeleteServiceLinkedRole',
        'iam:ListRoles',
        'organizations:DescribeEffectivePolicy',
        'organizations:DescribeOrganization',
      ),
    ],
  },
  {
    id: 'ANPAI7XKCFMBPM3QQRRVQ',
    name: 'IAMFullAccess',
    path: '/',
    description: 'Provides full access to IAM via the AWS Management Console.',
    createdAtMs: 1_423_248_038_000, // 2015-02-06T18:40:38Z
    updatedAtMs: 1_561_146_000_000, // 2019-06-21T19:40:00Z
    version: 2,
    statements: [
      allow(
        'iam:*',
        'organizations:DescribeAccount',
        'organizations:DescribeOrganization',
        'organizations:DescribeOrganizationalUnit',
        'organizations:DescribePolicy',
        'organizations:ListChildren',
        'organizations:ListParents',
        'organizations:ListPoliciesForTarget',
        'organizations:ListRoots',
        'organizations:ListPolicies',
        'organizations:ListTargetsForPolicy',
      ),
    ],
  },
  {
    id: 'ANPAJKSO7NDY4T57MWDSQ',
    name: 'IAMReadOnlyAccess',
    path: '/',
    description: 'Provides read only access to IAM via the AWS Management Console.',
    createdAtMs: 1_423_248_039_000, // 2015-02-06T18:40:39Z
    updatedAtMs: 1_516_907_487_000, // 2018-01-25T19:11:27Z
    version: 4,
    statements: [
      allow(
        'iam:GenerateCredentialReport',
        'iam:GenerateServiceLastAccessedDetails',
        'iam:Get*',
        'iam:List*',
        'iam:SimulateCustomPolicy',
        'iam:SimulatePrincipalPolicy',
      ),
    ],
  },
  {
    id: 'ANPAIFIR6V6BVTRAHWINE',
    name: 'AmazonS3FullAccess',
    path: '/',
    description: 'Provides full access to all buckets via the AWS Management Console.',
    createdAtMs: 1_423_248_058_000, // 2015-02-06T18:40:58Z
    updatedAtMs: 1_632_773_797_000, // 2021-09-27T20:16:37Z
    version: 2,
    statements: [allow('s3:*', 's3-object-lambda:*')],
  },
  {
    id: 'ANPAIZTJ4DXE7G6AGAE6M',
    name: 'AmazonS3ReadOnlyAccess',
    path: '/',
    description: 'Provides read only access to all buckets via the AWS Management Console.',
    createdAtMs: 1_423_248_059_000, // 2015-02-06T18:40:59Z
    updatedAtMs: 1_691_703_099_000, // 2023-08-10T21:31:39Z
    version: 3,
    statements: [allow('s3:Get*', 's3:List*', 's3:Describe*', 's3-object-lambda:Get*', 's3-object-lambda:List*')],
  },
  {
    id: 'ANPAJNCQGXC42545SKXIK',
    name: 'AWSLambdaBasicExecutionRole',
    path: '/service-role/',
    description: 'Provides write permissions to CloudWatch Logs.',
    createdAtMs: 1_428_591_823_000, // 2015-04-09T15:03:43Z
    updatedAtMs: 1_428_591_823_000,
    version: 1,
    statements: [allow('logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents')],
  },
  {
    id: 'ANPAILL3HVNFSB6DCOWYQ',
    name: 'ReadOnlyAccess',
    path: '/',
    description: 'Provides read-only access to AWS services and resources.',
    createdAtMs: 1_423_247_988_000, // 2015-02-06T18:39:48Z
    updatedAtMs: 1_775_230_032_000, // 2026-04-03T15:27:12Z
    version: 182,
    statements: statementsOf(readOnlyAccess),
  },
  {
    id: 'ANPAIX2T3QCXHR2OGGCTO',
    name: 'SecurityAudit',
    path: '/',
    description:
      'The security audit template grants access to read security configuration metadata. It is useful for software that audits the configuration of an AWS account.',
    createdAtMs: 1_423_248_061_000, // 2015-02-06T18:41:01Z
    updatedAtMs: 1_777_605_133_000, // 2026-05-01T03:12:13Z
    version: 86,
    statements: statementsOf(securityAudit),
  },
  {
    id: 'ANPAID22R6XPJATWOFDK6',
    name: 'ViewOnlyAccess',
    path: '/job-function/',
    description: 'This policy grants permissions to view resources and basic metadata across all AWS services.',
    createdAtMs: 1_478_798_415_000, // 2016-11-10T17:20:15Z
    updatedAtMs: 1_776_881_541_000, // 2026-04-22T18:12:21Z
    version: 45,
    statements: statementsOf(viewOnlyAccess),
  },
]
