/** Callers of a small world, with what policies and conditions say of them. */
import assert from 'node:assert/strict'
import { ACCOUNT, OTHER_ACCOUNT, PRINCIPALS } from '../fixtures.ts'
import type { ContextValue } from '../../src/index.ts'
import { type Caller, type Key, valueOf } from './smallWorld.ts'

/** Callers with the keys that follow from who they are, as a server fills them in. */
export const CALLERS: readonly Caller[] = [
  ...[ACCOUNT, OTHER_ACCOUNT, '777788889999'].flatMap((account) => [
    ...['ci/Builder', 'x/Beta', 'other'].map((path): Caller => {
      const roleName = path.split('/').at(-1) ?? ''
      const roleArn = `arn:aws:iam::${account}:role/${path}`
      const arn = `arn:aws:sts::${account}:assumed-role/${roleName}/run7`
      return {
        principal: {
          kind: 'assumedRole',
          account,
          arn,
          roleArn,
          roleId: 'AROAAAAAAAAAAAAAAAAAA',
          roleName,
          sessionName: 'run7',
        },
        keys: callerKeys({ arn: roleArn, account, type: 'AssumedRole' }),
      }
    }),
    ...['team/ann', 'bob'].map((path): Caller => {
      const arn = `arn:aws:iam::${account}:user/${path}`
      const name = path.split('/').at(-1) ?? ''
      return {
        principal: { kind: 'user', account, arn, id: 'AIDAAAAAAAAAAAAAAAAAA', name },
        keys: new Map([...callerKeys({ arn, account, type: 'User' }), ['aws:username', valueOf(name)]]),
      }
    }),
    {
      principal: { kind: 'root', account, partition: 'aws' } as const,
      keys: callerKeys({ arn: `arn:aws:iam::${account}:root`, account, type: 'Account' }),
    },
  ]),
  {
    principal: PRINCIPALS['federated'] ?? assert.fail(),
    keys: callerKeys({ arn: `arn:aws:sts::${ACCOUNT}:federated-user/guest`, account: ACCOUNT, type: 'FederatedUser' }),
  },
  ...['lambda.amazonaws.com', 'ec2.amazonaws.com'].map((service): Caller => ({
    principal: { kind: 'service', service },
    keys: new Map([
      ['aws:principalisawsservice', valueOf('true')],
      ['aws:principalservicename', valueOf(service)],
    ]),
  })),
  { principal: { kind: 'anonymous' }, keys: new Map() },
]

function callerKeys({
  arn,
  account,
  type,
}: {
  arn: string
  account: string
  type: string
}): ReadonlyMap<string, ContextValue> {
  return new Map([
    ['aws:principalarn', valueOf(arn)],
    ['aws:principalaccount', valueOf(account)],
    ['aws:principaltype', valueOf(type)],
    ['aws:principalisawsservice', valueOf('false')],
  ])
}

export const NAMES: readonly unknown[] = [
  { AWS: '*' },
  { AWS: ACCOUNT },
  { AWS: [OTHER_ACCOUNT, `arn:aws:iam::${ACCOUNT}:role/other`] },
  { AWS: `arn:aws:iam::${ACCOUNT}:role/ci/Builder` },
  { AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/Builder/run7` },
  { AWS: `arn:aws:iam::${ACCOUNT}:user/team/ann` },
  { AWS: 'AROAAAAAAAAAAAAAAAAAA' },
  { Service: 'lambda.amazonaws.com' },
  { Service: 'ec2.amazonaws.com', AWS: `arn:aws:sts::${ACCOUNT}:federated-user/guest` },
]
export const CALLER_CONDITIONS: readonly Key[] = [
  {
    key: 'aws:PrincipalAccount',
    operators: ['StringEquals', 'StringNotEquals'],
    values: [ACCOUNT, OTHER_ACCOUNT],
    states: [undefined],
  },
  {
    key: 'aws:PrincipalType',
    operators: ['StringEquals', 'StringNotLike'],
    values: ['User', 'Assumed*', 'AssumedRole'],
    states: [undefined],
  },
  { key: 'aws:PrincipalIsAWSService', operators: ['Bool'], values: ['true', 'false'], states: [undefined] },
  {
    key: 'aws:PrincipalArn',
    operators: ['ArnLike', 'ArnNotLike', 'StringLike'],
    values: [
      'arn:aws:iam::*:role/*',
      `arn:aws:iam::${ACCOUNT}:*`,
      `arn:aws:iam::${ACCOUNT}:role/ci/Builder`,
      'arn:aws:iam::*:role/B*',
    ],
    states: [undefined],
  },
]
