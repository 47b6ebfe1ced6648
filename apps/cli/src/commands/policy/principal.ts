/** The principal of a simulated request, by its ARN. Source: IAM user guide, "AWS JSON policy elements: Principal". */
import type { Principal } from '@brevet/policy'
import { UsageError } from '../../command.ts'

const ACCOUNT = /^[0-9]{12}$/
const SERVICE = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com$/
const PROVIDERS: ReadonlySet<string> = new Set([
  'accounts.google.com',
  'cognito-identity.amazonaws.com',
  'graph.facebook.com',
  'www.amazon.com',
])
const ARN = /^arn:(aws[a-z-]*):(iam|sts)::([0-9]{12}):(root|[a-z-]+\/[!-~]+)$/

/** What to write. */
export const PRINCIPAL_FORMS =
  'an ARN (user, role, root, assumed-role, federated-user, oidc-provider, saml-provider), an account, a service such as ec2.amazonaws.com, or anonymous'

/** A session that nothing but its role names: no policy can hold this session name. */
const ANY_SESSION = '*'

const lastOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

interface Named {
  readonly arn: string
  readonly partition: string
  readonly account: string
  /** What follows the type and its slash. */
  readonly path: string
}

const asRole = ({ arn, partition, account, path }: Named): Principal => ({
  kind: 'assumedRole',
  account,
  arn: `arn:${partition}:sts::${account}:assumed-role/${lastOf(path)}/${ANY_SESSION}`,
  roleArn: arn,
  roleId: '',
  roleName: lastOf(path),
  sessionName: ANY_SESSION,
})

function asSession({ arn, partition, account, path }: Named): Principal | undefined {
  const [roleName = '', sessionName = '', ...more] = path.split('/')
  if (roleName === '' || sessionName === '' || more.length > 0) return undefined
  const roleArn = `arn:${partition}:iam::${account}:role/${roleName}`
  return { kind: 'assumedRole', account, arn, roleArn, roleId: '', roleName, sessionName }
}

const FORMS: ReadonlyMap<string, (named: Named) => Principal | undefined> = new Map([
  ['iam:user', ({ arn, account, path }) => ({ kind: 'user', account, arn, id: '', name: lastOf(path) })],
  ['iam:role', asRole],
  ['iam:oidc-provider', ({ arn }) => ({ kind: 'federated', provider: arn })],
  ['iam:saml-provider', ({ arn }) => ({ kind: 'federated', provider: arn })],
  ['sts:assumed-role', asSession],
  [
    'sts:federated-user',
    ({ arn, account, path }) => ({
      kind: 'federatedUser',
      account,
      arn,
      name: path,
      issuer: { kind: 'user', arn: '', id: '' },
    }),
  ],
])

function readArn(text: string): Principal | undefined {
  const [, partition = '', service = '', account = '', resource = ''] = ARN.exec(text) ?? []
  if (service === 'iam' && resource === 'root') return { kind: 'root', account, partition }
  const slash = resource.indexOf('/')
  const form = FORMS.get(`${service}:${resource.slice(0, slash)}`)
  return form?.({ arn: text, partition, account, path: resource.slice(slash + 1) })
}

/**
 * The principal that `text` names. A role's ARN stands for a session of it that has no name. Throws UsageError for what
 * can call nothing, a group for instance.
 */
export function readPrincipal(text: string): Principal {
  if (text === 'anonymous') return { kind: 'anonymous' }
  if (ACCOUNT.test(text)) return { kind: 'root', account: text, partition: 'aws' }
  if (PROVIDERS.has(text)) return { kind: 'federated', provider: text }
  if (SERVICE.test(text)) return { kind: 'service', service: text }
  const principal = readArn(text)
  if (principal !== undefined) return principal
  throw new UsageError(`--principal: '${text}' cannot make a request; name ${PRINCIPAL_FORMS}`)
}

/** The condition keys that who the principal is decides. Source: IAM user guide, "AWS global condition context keys". */
export function principalKeys(principal: Principal): readonly (readonly [key: string, value: string])[] {
  const account =
    'account' in principal
      ? ([
          ['aws:PrincipalAccount', principal.account],
          ['aws:PrincipalIsAWSService', 'false'],
        ] as const)
      : []
  switch (principal.kind) {
    case 'root': {
      const arn = `arn:${principal.partition}:iam::${principal.account}:root`
      return [
        ...account,
        ['aws:PrincipalArn', arn],
        ['aws:PrincipalType', 'Account'],
        ['aws:userid', principal.account],
      ]
    }
    case 'user':
      return [
        ...account,
        ['aws:PrincipalArn', principal.arn],
        ['aws:PrincipalType', 'User'],
        ['aws:username', principal.name],
      ]
    case 'assumedRole':
      return [...account, ['aws:PrincipalArn', principal.roleArn], ['aws:PrincipalType', 'AssumedRole']]
    case 'federatedUser':
      return [
        ...account,
        ['aws:PrincipalArn', principal.arn],
        ['aws:PrincipalType', 'FederatedUser'],
        ['aws:userid', `${principal.account}:${principal.name}`],
      ]
    case 'service':
      return [
        ['aws:PrincipalIsAWSService', 'true'],
        ['aws:PrincipalServiceName', principal.service],
      ]
    case 'federated':
      return [['aws:FederatedProvider', principal.provider]]
    case 'anonymous':
      return [['aws:PrincipalType', 'Anonymous']]
  }
}
