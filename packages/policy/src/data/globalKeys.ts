/** Keys that requests of any service may hold, kept by hand: iam-data lists only what a service's own page names. */
import { conditionKey } from './conditionKey.ts'
import type { ConditionKeyFact, ConditionKeyType } from './types.ts'

/**
 * Names by type. Sources: IAM User Guide, "AWS global condition context keys" (all `aws:` keys) and "Using IAM roles:
 * keys available in the session" (the last rows of each type: what EC2, Lambda, Glue and Systems Manager put into the
 * sessions they make, readable in every later request).
 */
const NAMES: Readonly<Partial<Record<ConditionKeyType, readonly string[]>>> = {
  String: [
    'aws:PrincipalAccount',
    'aws:PrincipalOrgID',
    'aws:PrincipalTag/${TagKey}',
    'aws:PrincipalType',
    'aws:PrincipalServiceName',
    'aws:userid',
    'aws:username',
    'aws:FederatedProvider',
    'aws:SourceIdentity',
    'aws:Ec2InstanceSourceVpc',
    'aws:SourceVpc',
    'aws:SourceVpce',
    'aws:VpceAccount',
    'aws:VpceOrgID',
    'aws:UserAgent',
    'aws:referer',
    'aws:RequestedRegion',
    'aws:RequestTag/${TagKey}',
    'aws:CalledViaFirst',
    'aws:CalledViaLast',
    'aws:CalledViaAWSMCP',
    'aws:SourceAccount',
    'aws:SourceOwner',
    'aws:SourceOrgID',
    'aws:ResourceAccount',
    'aws:ResourceOrgID',
    'aws:ResourceTag/${TagKey}',
    'glue:CredentialIssuingService',
    'glue:RoleAssumedBy',
    'identitystore:UserId',
  ],
  ArrayOfString: [
    'aws:PrincipalOrgPaths',
    'aws:PrincipalServiceNamesList',
    'aws:VpceOrgPaths',
    'aws:TagKeys',
    'aws:CalledVia',
    'aws:SourceOrgPaths',
    'aws:ResourceOrgPaths',
  ],
  ARN: [
    'aws:PrincipalArn',
    'aws:ChatbotSourceArn',
    'aws:SourceVpcArn',
    'aws:SourceArn',
    'ec2:SourceInstanceArn',
    'ssm:SourceInstanceArn',
    'lambda:SourceFunctionArn',
  ],
  Bool: [
    'aws:PrincipalIsAWSService',
    'aws:MultiFactorAuthPresent',
    'aws:AssumedRoot',
    'aws:SecureTransport',
    'aws:ViaAWSService',
    'aws:ViaAWSMCPService',
    'aws:IsMcpServiceAction',
  ],
  Numeric: ['aws:MultiFactorAuthAge', 'ec2:RoleDelivery'],
  Date: ['aws:CurrentTime', 'aws:EpochTime', 'aws:TokenIssueTime'],
  IPAddress: ['aws:SourceIp', 'aws:VpcSourceIp', 'aws:Ec2InstanceSourcePrivateIPv4'],
}

/**
 * Every global key with its type. `aws:EpochTime` is a Date that Numeric operators read as well; `aws:SourceArn` and the
 * other ARN keys may be compared by String operators too.
 */
export const GLOBAL_KEYS: readonly ConditionKeyFact[] = Object.entries(NAMES).flatMap(([type, names]) =>
  // The entries of NAMES are keyed by value types: Object.entries only forgets it.
  names.map((name) => conditionKey(name, type as ConditionKeyType, true)),
)

/**
 * Keys that every OpenID Connect provider's tokens bring to the trust policy of a role and, for `aud`, `sub`, `amr` and
 * `id`, to the session's requests. The hole is the provider's URL without `https://`: a host, perhaps with a path.
 * Source: IAM User Guide, "Available keys for AWS web identity federation".
 */
export const PROVIDER_KEYS: readonly ConditionKeyFact[] = [
  conditionKey('${OpenIDConnectProvider}:aud', 'String'),
  conditionKey('${OpenIDConnectProvider}:sub', 'String'),
  conditionKey('${OpenIDConnectProvider}:azp', 'String'),
  conditionKey('${OpenIDConnectProvider}:oaud', 'String'),
  conditionKey('${OpenIDConnectProvider}:id', 'String'),
  conditionKey('${OpenIDConnectProvider}:email', 'String'),
  conditionKey('${OpenIDConnectProvider}:amr', 'ArrayOfString'),
]
