/**
 * The scenario of the policy benchmark: a role session of a data team that reads and writes buckets, queues, tables and
 * keys of its own account, under everything that an organization puts above it. Seven layers, 53 statements:
 *
 * | layer             | statements | what it is like                                                              |
 * |-------------------|-----------:|------------------------------------------------------------------------------|
 * | RCP, one level    |          4 | RCPFullAWSAccess and a data perimeter                                        |
 * | SCP, root         |          6 | FullAWSAccess and guard rails                                                |
 * | SCP, unit         |          7 | FullAWSAccess, regions, encryption                                           |
 * | resource policy   |          5 | a bucket policy                                                              |
 * | identity          |         21 | two managed policies and an inline one: variables, tags, dates, addresses    |
 * | boundary          |          6 | what any role of the team may ever do                                        |
 * | session policy    |          4 | narrowed when the role was assumed                                           |
 *
 * The sixteen requests are what such a session does in an hour, allowed and denied in turn; each is checked against the
 * outcome and layer written beside it. The scenario was written before anything was measured with it.
 */
import type { PolicyType } from '../../packages/policy/src/index.ts'

export const ACCOUNT = '111122223333'
const OTHER = '444455556666'
const ORG = 'o-a1b2c3d4e5'

/** Texts of policies: JSON, as stored. */
export type Texts = readonly (readonly [id: string, type: PolicyType, statements: readonly unknown[]])[]

const EVERYTHING = { Sid: 'FullAccess', Effect: 'Allow', Action: '*', Resource: '*' }

export const RCP: Texts = [
  ['RCPFullAWSAccess', 'rcp', [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }]],
  [
    'perimeter',
    'rcp',
    [
      {
        Sid: 'OnlyOurIdentities',
        Effect: 'Deny',
        Principal: '*',
        Action: ['s3:*', 'sqs:*', 'kms:*', 'secretsmanager:*', 'sts:AssumeRole', 'dynamodb:*'],
        Resource: '*',
        Condition: {
          StringNotEqualsIfExists: { 'aws:PrincipalOrgID': ORG },
          BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
        },
      },
      {
        Sid: 'OnlyEncrypted',
        Effect: 'Deny',
        Principal: '*',
        Action: ['s3:*', 'sqs:*', 'kms:*'],
        Resource: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      {
        Sid: 'NoConfusedDeputy',
        Effect: 'Deny',
        Principal: '*',
        Action: ['s3:*', 'sqs:*'],
        Resource: '*',
        Condition: {
          StringNotEqualsIfExists: { 'aws:SourceOrgID': ORG },
          Null: { 'aws:SourceAccount': 'false' },
          Bool: { 'aws:PrincipalIsAWSService': 'true' },
        },
      },
    ],
  ],
]

export const SCP_ROOT: Texts = [
  ['FullAWSAccess', 'scp', [EVERYTHING]],
  [
    'guardRails',
    'scp',
    [
      { Sid: 'StayInOrganization', Effect: 'Deny', Action: 'organizations:LeaveOrganization', Resource: '*' },
      {
        Sid: 'NoRootUser',
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:root' } },
      },
      {
        Sid: 'KeepTrails',
        Effect: 'Deny',
        Action: ['cloudtrail:StopLogging', 'cloudtrail:DeleteTrail', 'config:DeleteConfig*', 'guardduty:Delete*'],
        Resource: '*',
      },
      {
        Sid: 'ProtectedRoles',
        Effect: 'Deny',
        Action: ['iam:*Role*', 'iam:PassRole'],
        Resource: ['arn:aws:iam::*:role/org/*', 'arn:aws:iam::*:role/OrganizationAccountAccessRole'],
        Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/org/admin-*' } },
      },
      {
        Sid: 'NoLongTermKeys',
        Effect: 'Deny',
        Action: ['iam:CreateAccessKey', 'iam:CreateUser', 'iam:CreateLoginProfile'],
        Resource: '*',
      },
    ],
  ],
]

export const SCP_UNIT: Texts = [
  ['FullAWSAccess', 'scp', [EVERYTHING]],
  [
    'europe',
    'scp',
    [
      {
        Sid: 'Regions',
        Effect: 'Deny',
        NotAction: [
          'iam:*',
          'sts:*',
          'organizations:*',
          'route53:*',
          'cloudfront:*',
          'support:*',
          's3:ListAllMyBuckets',
        ],
        Resource: '*',
        Condition: {
          StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1', 'eu-west-1'] },
          ArnNotLike: { 'aws:PrincipalArn': ['arn:aws:iam::*:role/org/admin-*', 'arn:aws:iam::*:role/break-glass'] },
        },
      },
      {
        Sid: 'EncryptObjects',
        Effect: 'Deny',
        Action: 's3:PutObject',
        Resource: '*',
        Condition: { StringNotEqualsIfExists: { 's3:x-amz-server-side-encryption': ['aws:kms', 'AES256'] } },
      },
      {
        Sid: 'NoPublicBuckets',
        Effect: 'Deny',
        Action: ['s3:PutBucketAcl', 's3:PutObjectAcl', 's3:PutBucketPublicAccessBlock', 's3:DeleteBucketPolicy'],
        Resource: 'arn:aws:s3:::*',
        Condition: { StringNotLike: { 'aws:PrincipalTag/team': 'platform*' } },
      },
      {
        Sid: 'NoBigMachines',
        Effect: 'Deny',
        Action: 'ec2:RunInstances',
        Resource: 'arn:aws:ec2:*:*:instance/*',
        Condition: { StringLike: { 'ec2:InstanceType': ['*.metal', '*.24xlarge', 'p?.*', 'x?*'] } },
      },
      {
        Sid: 'KeepKeys',
        Effect: 'Deny',
        Action: ['kms:ScheduleKeyDeletion', 'kms:DisableKey'],
        Resource: '*',
        Condition: { NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '30' } },
      },
      {
        Sid: 'TagWhatYouMake',
        Effect: 'Deny',
        Action: ['dynamodb:CreateTable', 'sqs:CreateQueue', 's3:CreateBucket'],
        Resource: '*',
        Condition: { 'ForAllValues:StringNotEquals': { 'aws:TagKeys': ['team', 'cost-center'] } },
      },
    ],
  ],
]

export const BOUNDARY: Texts = [
  [
    'arn:aws:iam::111122223333:policy/team-boundary',
    'boundary',
    [
      {
        Sid: 'Data',
        Effect: 'Allow',
        Action: ['s3:*', 'sqs:*', 'sns:*', 'dynamodb:*', 'kms:*', 'logs:*', 'cloudwatch:*', 'athena:*', 'glue:*'],
        Resource: '*',
        Condition: { StringEquals: { 'aws:RequestedRegion': ['eu-central-1', 'eu-west-1'] } },
      },
      { Sid: 'Read', Effect: 'Allow', Action: ['iam:Get*', 'iam:List*', 'sts:GetCallerIdentity'], Resource: '*' },
      {
        Sid: 'OwnRoles',
        Effect: 'Allow',
        Action: ['sts:AssumeRole', 'iam:PassRole'],
        Resource: 'arn:aws:iam::111122223333:role/data/*',
      },
      {
        Sid: 'Secrets',
        Effect: 'Allow',
        Action: 'secretsmanager:GetSecretValue',
        Resource: 'arn:aws:secretsmanager:*:111122223333:secret:data/*',
      },
      {
        Sid: 'NoOtherAccounts',
        Effect: 'Deny',
        Action: 's3:*',
        Resource: '*',
        Condition: { StringNotEquals: { 's3:ResourceAccount': [ACCOUNT, OTHER] } },
      },
      {
        Sid: 'NoBoundaryChange',
        Effect: 'Deny',
        Action: ['iam:DeleteRolePermissionsBoundary', 'iam:PutRolePermissionsBoundary'],
        Resource: '*',
      },
    ],
  ],
]

export const SESSION: Texts = [
  [
    'inline:session',
    'session',
    [
      {
        Sid: 'Lake',
        Effect: 'Allow',
        Action: ['s3:GetObject*', 's3:ListBucket', 's3:PutObject'],
        Resource: [
          'arn:aws:s3:::lake-raw',
          'arn:aws:s3:::lake-raw/*',
          'arn:aws:s3:::lake-curated/*',
          'arn:aws:s3:::shared-*',
        ],
      },
      {
        Sid: 'Tools',
        Effect: 'Allow',
        Action: ['sqs:*', 'dynamodb:*Item', 'dynamodb:Query', 'kms:Decrypt', 'kms:GenerateDataKey', 'logs:*', 'sts:*'],
        Resource: '*',
      },
      { Sid: 'Secrets', Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: '*' },
      {
        Sid: 'NoDeletes',
        Effect: 'Deny',
        Action: ['s3:Delete*', 'dynamodb:DeleteTable', 'sqs:DeleteQueue'],
        Resource: '*',
      },
    ],
  ],
]

export const BUCKET_POLICY: Texts = [
  [
    'arn:aws:s3:::lake-raw',
    'resource',
    [
      {
        Sid: 'Encrypted',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: ['arn:aws:s3:::lake-raw', 'arn:aws:s3:::lake-raw/*'],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      {
        Sid: 'ThroughEndpoint',
        Effect: 'Deny',
        Principal: '*',
        Action: ['s3:GetObject', 's3:PutObject'],
        Resource: 'arn:aws:s3:::lake-raw/restricted/*',
        Condition: { StringNotEquals: { 'aws:SourceVpce': ['vpce-0a1b2c3d', 'vpce-4e5f6a7b'] } },
      },
      {
        Sid: 'Loader',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/data/loader` },
        Action: ['s3:PutObject', 's3:GetObject'],
        Resource: 'arn:aws:s3:::lake-raw/incoming/*',
      },
      {
        Sid: 'Partner',
        Effect: 'Allow',
        Principal: { AWS: [`arn:aws:iam::${OTHER}:root`, '777788889999'] },
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::lake-raw/exchange/${aws:PrincipalAccount}/*',
        Condition: { StringEquals: { 'aws:PrincipalOrgID': ORG } },
      },
      {
        Sid: 'Logs',
        Effect: 'Allow',
        Principal: { Service: 'logging.s3.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: 'arn:aws:s3:::lake-raw/logs/*',
        Condition: {
          ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::lake-*' },
          StringEquals: { 'aws:SourceAccount': ACCOUNT },
        },
      },
    ],
  ],
]
