/** Who and what the case files speak of by name. */
import type { Principal } from '../src/index.ts'

export const ACCOUNT = '111122223333'
export const OTHER_ACCOUNT = '444455556666'

const IAM = `arn:aws:iam::${ACCOUNT}`
const STS = `arn:aws:sts::${ACCOUNT}`

/** Unique ids are 21 characters. */
export const USER_ID = 'AIDAAAAAAAAAAAAAAAAAA'
export const ROLE_ID = 'AROAAAAAAAAAAAAAAAAAA'

/** Callers, all of ACCOUNT where they have one. The role has a path, which its sessions' ARNs do not show. */
export const PRINCIPALS: Readonly<Record<string, Principal>> = {
  root: { kind: 'root', account: ACCOUNT, partition: 'aws' },
  user: { kind: 'user', account: ACCOUNT, arn: `${IAM}:user/team/ann`, id: USER_ID, name: 'ann' },
  role: {
    kind: 'assumedRole',
    account: ACCOUNT,
    arn: `${STS}:assumed-role/Builder/run7`,
    roleArn: `${IAM}:role/ci/Builder`,
    roleId: ROLE_ID,
    roleName: 'Builder',
    sessionName: 'run7',
  },
  federated: {
    kind: 'federatedUser',
    account: ACCOUNT,
    arn: `${STS}:federated-user/guest`,
    name: 'guest',
    issuer: { kind: 'user', arn: `${IAM}:user/team/ann`, id: USER_ID },
  },
  federatedByRoot: {
    kind: 'federatedUser',
    account: ACCOUNT,
    arn: `${STS}:federated-user/guest`,
    name: 'guest',
    issuer: { kind: 'root', arn: `${IAM}:root`, id: ACCOUNT },
  },
  service: { kind: 'service', service: 'lambda.amazonaws.com' },
  provider: { kind: 'federated', provider: `${IAM}:oidc-provider/token.actions.githubusercontent.com` },
  anonymous: { kind: 'anonymous' },
}

/** What a Principal element says. */
export const GRANTEES: Readonly<Record<string, object>> = {
  role: { AWS: `${IAM}:role/ci/Builder` },
  session: { AWS: `${STS}:assumed-role/Builder/run7` },
  otherSession: { AWS: `${STS}:assumed-role/Builder/run8` },
  user: { AWS: `${IAM}:user/team/ann` },
  otherUser: { AWS: `${IAM}:user/ann` },
  issuer: { AWS: `${IAM}:user/team/ann` },
  federatedUser: { AWS: `${STS}:federated-user/guest` },
  namesake: { AWS: `${IAM}:user/guest` },
  account: { AWS: ACCOUNT },
  nobody: { AWS: `${IAM}:user/nobody` },
  everyone: { AWS: '*' },
  userId: { AWS: USER_ID },
  roleId: { AWS: ROLE_ID },
  danglingId: { AWS: 'AIDAZZZZZZZZZZZZZZZZZ' },
  service: { Service: 'lambda.amazonaws.com' },
  otherService: { Service: 'ec2.amazonaws.com' },
  provider: { Federated: `${IAM}:oidc-provider/token.actions.githubusercontent.com` },
  otherProvider: { Federated: `${IAM}:oidc-provider/gitlab.com` },
}

export const ALLOW_ALL = { Effect: 'Allow', Action: '*', Resource: '*' } as const
export const DENY_ALL = { Effect: 'Deny', Action: '*', Resource: '*' } as const
export const FULL_RCP = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' } as const
