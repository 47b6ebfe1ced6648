/** Who, what and where the random cases speak of: few names, so that policies and requests meet often. */
import { ACCOUNT, OTHER_ACCOUNT, PRINCIPALS, ROLE_ID, USER_ID } from '../cases/fixtures.ts'
import type { ValueFamily } from '../src/document/operator.ts'
import type { Principal } from '../src/index.ts'

export const ACTIONS: readonly string[] = [
  's3:GetObject',
  's3:GetObjectAcl',
  's3:PutObject',
  's3:ListBucket',
  'sqs:SendMessage',
  'iam:GetUser',
  'iam:PassRole',
  'lambda:InvokeFunction',
  'dynamodb:Query',
  'sts:AssumeRole',
  'sts:TagSession',
]
export const STS_ACTIONS: readonly string[] = [
  'sts:AssumeRole',
  'sts:AssumeRole',
  'sts:TagSession',
  'sts:SetSourceIdentity',
  'sts:AssumeRoleWithWebIdentity',
]
/** Nothing a service would ask for, but an engine may be asked; U+212A folds to `k` and U+017F to `s` outside ASCII. */
export const ODD_ACTIONS: readonly string[] = [
  '',
  's3:',
  '*',
  's3:*',
  'S3:GETOBJECT',
  's3:Get\u212aey',
  '\u017f3:GetObject',
  's3: GetObject',
  's3:Get\nObject',
  's3:Get\u{1f600}',
  '__proto__',
  'a:b:c',
]

export const RESOURCES: readonly string[] = [
  'arn:aws:s3:::b/k',
  'arn:aws:s3:::b/ann/k1',
  'arn:aws:s3:::bucket-a/home/ann/team-a/file.txt',
  'arn:aws:s3:::bucket-a',
  `arn:aws:sqs:us-east-1:${ACCOUNT}:ann-queue`,
  `arn:aws:sqs:eu-west-1:${OTHER_ACCOUNT}:queue.fifo`,
  `arn:aws:iam::${ACCOUNT}:role/ci/Builder`,
  `arn:aws:iam::${ACCOUNT}:user/team/ann`,
  `arn:aws:iam::${OTHER_ACCOUNT}:role/Target`,
  `arn:aws:lambda:us-east-1:${ACCOUNT}:function:ann:PROD`,
  `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/T/index/ann`,
  `arn:aws:sts::${ACCOUNT}:federated-user/guest`,
]
export const ROLES: readonly string[] = [
  `arn:aws:iam::${ACCOUNT}:role/ci/Builder`,
  `arn:aws:iam::${ACCOUNT}:role/Target`,
  `arn:aws:iam::${OTHER_ACCOUNT}:role/ann`,
]
/** Names may hold wildcards, dollars, line breaks, colons, astral letters; and a resource need not even be an ARN. */
export const ODD_RESOURCES: readonly string[] = [
  '*',
  '',
  'arn',
  'arn:aws:s3',
  'arn:aws:s3:::',
  'arn:aws:s3:::*',
  'arn:aws:s3:::b/*',
  'arn:aws:s3:::b/a?c',
  'arn:aws:s3:::b/${aws:username}',
  'arn:aws:s3:::b/$',
  'arn:aws:s3:::b/a\nb\u2028c',
  'arn:aws:s3:::b/\u{1f600}x\u{1f601}',
  'arn:aws:s3:::b/\ud83dx',
  'arn:aws:s3:::b/K\u0130\u00df\u017f',
  'arn:aws:s3:::b/a:b::c',
  `arn:aws:s3:us:east:1:${ACCOUNT}:b`,
  'b/k',
  `arn:aws:sqs:us-east-1:${ACCOUNT}`,
  'arn:aws-cn:s3:::b/k',
  'ARN:aws:s3:::b/k',
]

/** A condition key, the form of its values, and whether it is multivalued by nature. */
export interface Key {
  readonly name: string
  readonly written: string
  readonly family: ValueFamily
  readonly multi: boolean
}

const key = (written: string, family: ValueFamily, multi = false): Key => ({
  name: written.toLowerCase(),
  written,
  family,
  multi,
})

export const KEYS: readonly Key[] = [
  key('aws:username', 'string'),
  key('aws:PrincipalTag/team', 'string'),
  key('aws:RequestTag/Team', 'string'),
  key('aws:TagKeys', 'string', true),
  key('sts:ExternalId', 'string'),
  key('aws:MultiFactorAuthPresent', 'boolean'),
  key('aws:SecureTransport', 'boolean'),
  key('test:Flags', 'boolean', true),
  key('aws:MultiFactorAuthAge', 'decimal'),
  key('sts:DurationSeconds', 'decimal'),
  key('s3:max-keys', 'decimal', true),
  key('aws:CurrentTime', 'instant'),
  key('aws:TokenIssueTime', 'instant'),
  key('test:Times', 'instant', true),
  key('aws:SourceIp', 'address'),
  key('aws:VpcSourceIp', 'address', true),
  key('aws:PrincipalArn', 'arn'),
  key('aws:SourceArn', 'arn'),
  key('sts:RequestContextProviders', 'arn', true),
  key('test:Digest', 'base64'),
  key('test:Digests', 'base64', true),
  key('__proto__', 'string'),
]

const CHINA: Principal = {
  kind: 'user',
  account: ACCOUNT,
  arn: `arn:aws-cn:iam::${ACCOUNT}:user/ann`,
  id: USER_ID,
  name: 'ann',
}
const ELSEWHERE: Principal = {
  kind: 'user',
  account: OTHER_ACCOUNT,
  arn: `arn:aws:iam::${OTHER_ACCOUNT}:user/ann`,
  id: 'AIDABBBBBBBBBBBBBBBBB',
  name: 'ann',
}
/** A role without path whose name is that of a user, in a session of the same name. */
const NAMESAKE: Principal = {
  kind: 'assumedRole',
  account: ACCOUNT,
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/ann/ann`,
  roleArn: `arn:aws:iam::${ACCOUNT}:role/ann`,
  roleId: 'AROABBBBBBBBBBBBBBBBB',
  roleName: 'ann',
  sessionName: 'ann',
}

/** Every kind of caller, the usual ones more often. */
export const CALLERS: readonly Principal[] = [
  ...Object.values(PRINCIPALS),
  ...['user', 'user', 'role', 'role', 'role', 'federated', 'service', 'provider'].flatMap(
    (name) => PRINCIPALS[name] ?? [],
  ),
  CHINA,
  ELSEWHERE,
  NAMESAKE,
  { kind: 'root', account: OTHER_ACCOUNT, partition: 'aws' },
  { kind: 'federated', provider: 'accounts.google.com' },
]

/** Values of an AWS principal that may or may not be the caller's. */
export const AWS_GRANTEES: readonly string[] = [
  '*',
  ACCOUNT,
  OTHER_ACCOUNT,
  `arn:aws:iam::${ACCOUNT}:root`,
  `arn:aws-cn:iam::${ACCOUNT}:root`,
  `arn:aws:iam::${ACCOUNT}:user/team/ann`,
  `arn:aws:iam::${ACCOUNT}:user/ann`,
  `arn:aws:iam::${ACCOUNT}:user/guest`,
  `arn:aws:iam::${ACCOUNT}:role/ci/Builder`,
  `arn:aws:iam::${ACCOUNT}:role/Builder`,
  `arn:aws:iam::${ACCOUNT}:role/other/path/Builder`,
  `arn:aws:iam::${OTHER_ACCOUNT}:role/ci/Builder`,
  `arn:aws:iam::${ACCOUNT}:role/ann`,
  `arn:aws:sts::${ACCOUNT}:assumed-role/Builder/run7`,
  `arn:aws:sts::${ACCOUNT}:assumed-role/Builder/run8`,
  `arn:aws:sts::${ACCOUNT}:assumed-role/Builder/*`,
  `arn:aws:sts::${ACCOUNT}:federated-user/guest`,
  USER_ID,
  ROLE_ID,
  'AIDAZZZZZZZZZZZZZZZZZ',
]
export const SERVICES: readonly string[] = ['lambda.amazonaws.com', 'ec2.amazonaws.com']
export const PROVIDERS: readonly string[] = [
  `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`,
  `arn:aws:iam::${ACCOUNT}:oidc-provider/gitlab.com`,
  'accounts.google.com',
]
