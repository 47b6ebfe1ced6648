/** OpenID Connect issuers that serve many customers at once: what tells one customer's tokens from another's. Facts only. */

/** A condition key that names the customer. */
export interface TenantKey {
  /** Lower case. */
  readonly key: string
  /**
   * How the fixed beginning of a pattern must look for the customer to be in it: `repo:octo-org/` of `repo:octo-org/*`.
   * Absent where patterns cannot name a customer: only whole values will do.
   */
  readonly fixed?: RegExp
}

/** One issuer: a trust policy must compare one of `keys`. */
export interface SharedIssuer {
  /** Host and path, without `https://`; lower case. */
  readonly issuer: string
  readonly keys: readonly TenantKey[]
}

/** `word:customer` and what ends a customer's name: `account:acme/...`, `organization:acme:project:...`. */
const WORD_AND_TENANT = /^[^:/*?]+:[^:/@*?]+[:/@]/
/** GitHub lets organizations arrange the subject; only these of its words name the owner. */
const GITHUB_SUBJECT =
  /^(?:repo|repository|repository_id|repository_owner|repository_owner_id|enterprise|enterprise_id|job_workflow_ref|workflow_ref):[^:/@*?]+[:/@]/
const GITLAB_SUBJECT = /^(?:project_path|project_id|namespace_path|namespace_id):[^:/*?]+[:/]/
const ORGANIZATION = /^organization:[^:*?]+:/

const subject = (issuer: string, fixed: RegExp = WORD_AND_TENANT): SharedIssuer => ({
  issuer,
  keys: [{ key: `${issuer}:sub`, fixed }],
})
/** Claims whose whole value is needed. */
const whole = (issuer: string, ...claims: readonly string[]): SharedIssuer => ({
  issuer,
  keys: claims.map((claim) => ({ key: `${issuer}:${claim}` })),
})

/**
 * Sources: IAM User Guide, "Identity-provider controls for shared OIDC providers" (down to Vercel); the providers built
 * into IAM and Microsoft's issuers for all tenants are ours. Not here are services that give every customer an issuer of
 * its own, which is then the customer's name: CircleCI, Bitbucket, Fly.io, Entra tenants, EKS clusters, self-managed GitLab.
 */
export const SHARED_ISSUERS: readonly SharedIssuer[] = [
  {
    issuer: 'token.actions.githubusercontent.com',
    keys: [
      { key: 'token.actions.githubusercontent.com:sub', fixed: GITHUB_SUBJECT },
      { key: 'token.actions.githubusercontent.com:job_workflow_ref', fixed: /^[^/*?]+\// },
    ],
  },
  subject('vstoken.actions.githubusercontent.com', GITHUB_SUBJECT),
  subject('oidc-configuration.audit-log.githubusercontent.com'),
  subject('gitlab.com', GITLAB_SUBJECT),
  subject('app.terraform.io', ORGANIZATION),
  subject('agent.buildkite.com', ORGANIZATION),
  subject('oidc.codefresh.io'),
  subject('studio.datachain.ai/api'),
  subject('scalr.io'),
  subject('tokens.cloud.shisho.dev'),
  subject('proidc.upbound.io'),
  subject('rh-oidc.s3.us-east-1.amazonaws.com/22ejnvnnturfmt6km08idd0nt4hekbn7'),
  subject('rh-oidc.s3.us-east-1.amazonaws.com/23e3sd27sju1hoou6ohfs68vbno607tr'),
  whole('api.pulumi.com/oidc', 'aud'),
  whole('sandboxes.cloud', 'aud'),
  whole('oidc.vercel.com', 'aud'),
  whole('cognito-identity.amazonaws.com', 'aud'),
  {
    issuer: 'sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d',
    keys: [{ key: 'sts:rolesessionname', fixed: /^MicrosoftSentinel_./i }],
  },
  whole('accounts.google.com', 'aud', 'oaud', 'sub', 'google/organization_number'),
  whole('graph.facebook.com', 'app_id', 'id'),
  whole('www.amazon.com', 'app_id', 'user_id'),
  whole('login.microsoftonline.com/common/v2.0', 'aud', 'sub'),
  whole('login.microsoftonline.com/organizations/v2.0', 'aud', 'sub'),
  whole('login.microsoftonline.com/consumers/v2.0', 'aud', 'sub'),
  whole('login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0', 'aud', 'sub'),
]
