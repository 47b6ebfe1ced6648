/** The sixteen requests of the scenario, with what comes of each. */
import { ACCOUNT } from './scenario.ts'

/** A request: what it adds to the context of its session, and the outcome as `outcome[:layer]`. */
export interface Row {
  readonly action: string
  readonly resource: string
  readonly context: Readonly<Record<string, string | readonly string[]>>
  /** Asks for something that the bucket policy protects. */
  readonly bucket?: boolean
  readonly expect: string
}

/** Keys that all requests of the session share. */
export const SESSION_KEYS: Readonly<Record<string, string | readonly string[]>> = {
  'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/data/analyst`,
  'aws:PrincipalAccount': ACCOUNT,
  'aws:PrincipalOrgID': 'o-a1b2c3d4e5',
  'aws:PrincipalOrgPaths': ['o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/'],
  'aws:PrincipalType': 'AssumedRole',
  'aws:PrincipalIsAWSService': 'false',
  'aws:PrincipalTag/team': 'blue',
  'aws:PrincipalTag/clearance': 'low',
  'aws:userid': 'AROAEXAMPLEEXAMPLEEXA:ann',
  'aws:TokenIssueTime': '2026-11-22T06:00:00Z',
  'aws:MultiFactorAuthPresent': 'false',
  'aws:SourceIdentity': 'ann@example.com',
}

const REQUEST = {
  'aws:SourceIp': '10.20.30.40',
  'aws:SecureTransport': 'true',
  'aws:ViaAWSService': 'false',
  'aws:RequestedRegion': 'eu-central-1',
  'aws:CurrentTime': '2026-11-22T07:30:00Z',
  'aws:UserAgent': 'aws-cli/2.31.0 md/prompt#off ua/2.1 os/linux#6.8',
  'aws:ResourceAccount': ACCOUNT,
}
const S3 = { ...REQUEST, 's3:ResourceAccount': ACCOUNT }
const ENCRYPTED = { ...S3, 's3:x-amz-server-side-encryption': 'aws:kms' }

const RAW = 'arn:aws:s3:::lake-raw'
const QUEUE = `arn:aws:sqs:eu-central-1:${ACCOUNT}:data-jobs`
const TABLE = `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/data-runs`
const KEY = `arn:aws:kms:eu-central-1:${ACCOUNT}:key/0f5b3c1e-8f6e-4d2a-9f3a-6f1d2c3b4a59`

export const REQUESTS: readonly Row[] = [
  {
    action: 's3:GetObject',
    resource: `${RAW}/2026/11/22/part-00017.parquet`,
    context: S3,
    bucket: true,
    expect: 'allowed',
  },
  {
    action: 's3:PutObject',
    resource: `${RAW}/incoming/ann/run-42.csv`,
    context: ENCRYPTED,
    bucket: true,
    expect: 'allowed',
  },
  {
    action: 's3:PutObject',
    resource: `${RAW}/incoming/ann/run-43.csv`,
    context: { ...S3, 's3:x-amz-server-side-encryption': 'AES256' },
    bucket: true,
    expect: 'allowed',
  },
  {
    action: 's3:PutObject',
    resource: `${RAW}/incoming/ann/run-44.csv`,
    context: { ...S3, 's3:x-amz-server-side-encryption': 'none' },
    bucket: true,
    expect: 'explicitDeny:scp',
  },
  {
    action: 's3:GetObject',
    resource: `${RAW}/payroll/2026.csv`,
    context: S3,
    bucket: true,
    expect: 'explicitDeny:identity',
  },
  {
    action: 's3:GetObject',
    resource: `${RAW}/restricted/x.csv`,
    context: S3,
    bucket: true,
    expect: 'explicitDeny:resource',
  },
  {
    action: 's3:ListBucket',
    resource: RAW,
    context: { ...S3, 's3:prefix': 'home/blue/2026' },
    bucket: true,
    expect: 'allowed',
  },
  {
    action: 's3:PutObject',
    resource: 'arn:aws:s3:::lake-curated/home/red/x.csv',
    context: ENCRYPTED,
    expect: 'implicitDeny:identity',
  },
  {
    action: 's3:DeleteObject',
    resource: `${RAW}/incoming/ann/run-42.csv`,
    context: S3,
    bucket: true,
    expect: 'explicitDeny:session',
  },
  { action: 'sqs:SendMessage', resource: QUEUE, context: REQUEST, expect: 'allowed' },
  {
    action: 'sqs:ReceiveMessage',
    resource: QUEUE,
    context: { ...REQUEST, 'aws:RequestedRegion': 'us-east-1' },
    expect: 'explicitDeny:scp',
  },
  {
    action: 'dynamodb:Query',
    resource: TABLE,
    context: { ...REQUEST, 'dynamodb:LeadingKeys': ['blue-7', 'all-1'] },
    expect: 'allowed',
  },
  {
    action: 'kms:Decrypt',
    resource: KEY,
    context: { ...REQUEST, 'aws:ResourceTag/team': 'blue', 'kms:ViaService': 's3.eu-central-1.amazonaws.com' },
    expect: 'allowed',
  },
  {
    action: 'sts:AssumeRole',
    resource: `arn:aws:iam::${ACCOUNT}:role/data/job-nightly`,
    context: { ...REQUEST, 'sts:DurationSeconds': '3600', 'sts:RoleSessionName': 'nightly' },
    expect: 'allowed',
  },
  {
    action: 'secretsmanager:GetSecretValue',
    resource: `arn:aws:secretsmanager:eu-central-1:${ACCOUNT}:secret:data/db-AbCdEf`,
    context: REQUEST,
    expect: 'implicitDeny:identity',
  },
  {
    action: 'logs:PutLogEvents',
    resource: `arn:aws:logs:eu-central-1:${ACCOUNT}:log-group:/data/jobs:log-stream:7`,
    context: { ...REQUEST, 'aws:SourceIp': '203.0.113.9' },
    expect: 'explicitDeny:identity',
  },
]
