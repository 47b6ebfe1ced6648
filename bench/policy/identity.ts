/** The identity policies of the scenario: 21 statements in two managed policies and an inline one. */
import { ACCOUNT, type Texts } from './scenario.ts'

export const IDENTITY: Texts = [
  [
    'arn:aws:iam::111122223333:policy/data-lake',
    'identity',
    [
      {
        Sid: 'ListLake',
        Effect: 'Allow',
        Action: ['s3:ListBucket', 's3:GetBucketLocation'],
        Resource: 'arn:aws:s3:::lake-*',
        Condition: { StringLike: { 's3:prefix': ['', 'incoming/*', 'home/${aws:PrincipalTag/team}/*'] } },
      },
      {
        Sid: 'ReadLake',
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectTagging'],
        Resource: ['arn:aws:s3:::lake-raw/*', 'arn:aws:s3:::lake-curated/*'],
      },
      {
        Sid: 'WriteIncoming',
        Effect: 'Allow',
        Action: ['s3:PutObject', 's3:PutObjectTagging', 's3:AbortMultipartUpload'],
        Resource: 'arn:aws:s3:::lake-raw/incoming/*',
        Condition: { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '192.0.2.0/24', '2001:db8::/32'] } },
      },
      {
        Sid: 'WriteHome',
        Effect: 'Allow',
        Action: 's3:PutObject',
        Resource: 'arn:aws:s3:::lake-curated/home/${aws:PrincipalTag/team}/*',
      },
      { Sid: 'ReadShared', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::shared-*/public/*' },
      {
        Sid: 'NoSecretsOfOthers',
        Effect: 'Deny',
        Action: 's3:*',
        Resource: 'arn:aws:s3:::lake-*/payroll/*',
        Condition: { StringNotEquals: { 'aws:PrincipalTag/clearance': ['high', 'top'] } },
      },
    ],
  ],
  [
    'arn:aws:iam::111122223333:policy/messaging',
    'identity',
    [
      {
        Sid: 'Queues',
        Effect: 'Allow',
        Action: ['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueue*'],
        Resource: `arn:aws:sqs:*:${ACCOUNT}:data-*`,
      },
      { Sid: 'Topics', Effect: 'Allow', Action: 'sns:Publish', Resource: `arn:aws:sns:*:${ACCOUNT}:data-*` },
      {
        Sid: 'Items',
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
        Resource: [`arn:aws:dynamodb:*:${ACCOUNT}:table/data-*`, `arn:aws:dynamodb:*:${ACCOUNT}:table/data-*/index/*`],
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['${aws:PrincipalTag/team}-*', 'all-*'] } },
      },
      {
        Sid: 'NoScans',
        Effect: 'Deny',
        Action: 'dynamodb:Scan',
        Resource: '*',
        Condition: { Null: { 'dynamodb:Attributes': 'true' } },
      },
      {
        Sid: 'Alarms',
        Effect: 'Allow',
        Action: ['cloudwatch:PutMetricData', 'cloudwatch:Get*'],
        Resource: '*',
        Condition: { StringEqualsIgnoreCase: { 'cloudwatch:namespace': 'data/${aws:PrincipalTag/team}' } },
      },
      {
        Sid: 'Functions',
        Effect: 'Allow',
        Action: 'lambda:InvokeFunction',
        Resource: `arn:aws:lambda:*:${ACCOUNT}:function:data-*`,
      },
      {
        Sid: 'Freeze',
        Effect: 'Deny',
        Action: ['sqs:PurgeQueue', 'dynamodb:DeleteTable', 'dynamodb:UpdateTable'],
        Resource: '*',
        Condition: {
          DateGreaterThan: { 'aws:CurrentTime': '2026-12-20T00:00:00Z' },
          DateLessThan: { 'aws:CurrentTime': '2027-01-03T00:00:00Z' },
        },
      },
    ],
  ],
  [
    'inline:own',
    'identity',
    [
      {
        Sid: 'Keys',
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
        Resource: `arn:aws:kms:*:${ACCOUNT}:key/*`,
        Condition: {
          StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' },
          StringLike: { 'kms:ViaService': ['s3.*.amazonaws.com', 'sqs.*.amazonaws.com', 'dynamodb.*.amazonaws.com'] },
        },
      },
      {
        Sid: 'Logs',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: `arn:aws:logs:*:${ACCOUNT}:log-group:/data/*:*`,
      },
      {
        Sid: 'Chain',
        Effect: 'Allow',
        Action: ['sts:AssumeRole', 'sts:TagSession'],
        Resource: [`arn:aws:iam::${ACCOUNT}:role/data/job-*`, `arn:aws:iam::${ACCOUNT}:role/data/export`],
        Condition: { NumericLessThanEquals: { 'sts:DurationSeconds': '3600' } },
      },
      {
        Sid: 'Sensitive',
        Effect: 'Allow',
        Action: 'secretsmanager:GetSecretValue',
        Resource: `arn:aws:secretsmanager:*:${ACCOUNT}:secret:data/*`,
        Condition: {
          Bool: { 'aws:MultiFactorAuthPresent': 'true' },
          NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' },
        },
      },
      {
        Sid: 'Revoked',
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { DateLessThan: { 'aws:TokenIssueTime': '2026-11-01T00:00:00Z' } },
      },
      {
        Sid: 'FromNetwork',
        Effect: 'Deny',
        NotAction: ['sts:GetCallerIdentity', 'iam:Get*'],
        Resource: '*',
        Condition: {
          NotIpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '192.0.2.0/24', '2001:db8::/32'] },
          Bool: { 'aws:ViaAWSService': 'false' },
        },
      },
      { Sid: 'Self', Effect: 'Allow', Action: ['iam:GetRole', 'iam:ListRolePolicies'], Resource: '*' },
      {
        Sid: 'NotOurRoles',
        Effect: 'Deny',
        Action: 'sts:AssumeRole',
        NotResource: [`arn:aws:iam::${ACCOUNT}:role/data/*`, `arn:aws:iam::${ACCOUNT}:role/shared/*`],
      },
    ],
  ],
]
