/** Amazon Resource Names: taking apart and putting together. Source: IAM user guide, "IAM ARNs". */

/** The partition of everything Brevet names. */
export const PARTITION = 'aws'

/** The six parts of an ARN. */
export interface Arn {
  readonly partition: string
  readonly service: string
  readonly region: string
  readonly accountId: string
  /** Everything after the fifth colon. */
  readonly resource: string
}

/** The parts of `text`, or undefined where it has fewer than six or does not start with `arn:`. */
export function parseArn(text: string): Arn | undefined {
  const parts = text.split(':')
  const [scheme, partition, service, region, accountId, ...rest] = parts
  if (scheme !== 'arn' || rest.length === 0) return undefined
  if (partition === undefined || service === undefined || region === undefined || accountId === undefined)
    return undefined
  return { partition, service, region, accountId, resource: rest.join(':') }
}

/** An IAM entity that has a path and a name. */
interface Named {
  readonly accountId: string
  readonly path: string
  readonly name: string
}

const iamArn = (accountId: string, resource: string): string => `arn:${PARTITION}:iam::${accountId}:${resource}`

/** `arn:aws:iam::<account>:root` */
export const rootArn = (accountId: string): string => iamArn(accountId, 'root')
/** `arn:aws:iam::<account>:user/<path><name>` */
export const userArn = (user: Named): string => iamArn(user.accountId, `user${user.path}${user.name}`)
/** `arn:aws:iam::<account>:group/<path><name>` */
export const groupArn = (group: Named): string => iamArn(group.accountId, `group${group.path}${group.name}`)
/** `arn:aws:iam::<account>:role/<path><name>` */
export const roleArn = (role: Named): string => iamArn(role.accountId, `role${role.path}${role.name}`)
/** `arn:aws:iam::<account>:policy/<path><name>`; the account is `aws` for AWS's own. */
export const policyArn = (policy: Named): string => iamArn(policy.accountId, `policy${policy.path}${policy.name}`)
/** `arn:aws:iam::<account>:server-certificate/<path><name>` */
export const serverCertificateArn = (certificate: Named): string =>
  iamArn(certificate.accountId, `server-certificate${certificate.path}${certificate.name}`)
/** `arn:aws:iam::<account>:instance-profile/<path><name>` */
export const instanceProfileArn = (profile: Named): string =>
  iamArn(profile.accountId, `instance-profile${profile.path}${profile.name}`)
/** `arn:aws:iam::<account>:oidc-provider/<host and path>` */
export const oidcProviderArn = (accountId: string, issuer: string): string =>
  iamArn(accountId, `oidc-provider/${issuer}`)
/** `arn:aws:iam::<account>:saml-provider/<name>` */
export const samlProviderArn = (accountId: string, name: string): string => iamArn(accountId, `saml-provider/${name}`)
/** `arn:aws:iam::<account>:mfa/<path><name>` */
export const mfaArn = (device: Named): string => iamArn(device.accountId, `mfa${device.path}${device.name}`)
/** `arn:aws:sts::<account>:assumed-role/<role>/<session>`: no path. */
export const assumedRoleArn = (accountId: string, roleName: string, sessionName: string): string =>
  `arn:${PARTITION}:sts::${accountId}:assumed-role/${roleName}/${sessionName}`
/** `arn:aws:sts::<account>:federated-user/<name>` */
export const federatedUserArn = (accountId: string, name: string): string =>
  `arn:${PARTITION}:sts::${accountId}:federated-user/${name}`
/** `arn:aws:brevet::<account>:guardrails/account`, or `.../organization` for what is set for all accounts there. */
export const guardrailsArn = (accountId: string, scope: 'account' | 'organization'): string =>
  `arn:${PARTITION}:brevet::${accountId}:guardrails/${scope}`

/** The path (`/` at least) and name at the end of an IAM resource such as `role/team/ci/Deploy`; undefined without a name. */
export function pathAndName(
  resource: string,
): { readonly type: string; readonly path: string; readonly name: string } | undefined {
  const first = resource.indexOf('/')
  const last = resource.lastIndexOf('/')
  const name = resource.slice(last + 1)
  if (first < 0 || name === '') return undefined
  return { type: resource.slice(0, first), path: resource.slice(first, last + 1), name }
}
