/** Roles that belong to a service of AWS. Source: IAM user guide, "Create a service-linked role", and the services' own guides. */
import { parseArn, pathAndName } from './arn.ts'

const PREFIX = '/aws-service-role/'

/** Whether a role with this path is linked to a service: no other role may have such a path. */
export const isServiceLinked = (path: string): boolean => path.startsWith(PREFIX)

/** The same by a role's ARN. */
export function isServiceLinkedArn(roleArn: string): boolean {
  const named = pathAndName(parseArn(roleArn)?.resource ?? '')
  return named !== undefined && isServiceLinked(named.path)
}

/** The path of the roles linked to a service. */
export const serviceLinkedPath = (service: string): string => `${PREFIX}${service}/`

/** What is known of a service that roles can be linked to. */
export interface LinkingService {
  /** What follows `AWSServiceRoleFor` in the role's name. */
  readonly name: string
  /** Whether it may have more than one role, told apart by a suffix. */
  readonly suffix?: true
}

/** By service principal: the services that tools create such roles for. None of them is here to use its role. */
export const LINKING_SERVICES: ReadonlyMap<string, LinkingService> = new Map([
  ['access-analyzer.amazonaws.com', { name: 'AccessAnalyzer' }],
  ['autoscaling.amazonaws.com', { name: 'AutoScaling', suffix: true }],
  ['backup.amazonaws.com', { name: 'Backup' }],
  ['batch.amazonaws.com', { name: 'Batch' }],
  ['cloudtrail.amazonaws.com', { name: 'CloudTrail' }],
  ['config.amazonaws.com', { name: 'Config' }],
  ['custom-resource.application-autoscaling.amazonaws.com', { name: 'ApplicationAutoScaling_CustomResource' }],
  ['dynamodb.application-autoscaling.amazonaws.com', { name: 'ApplicationAutoScaling_DynamoDBTable' }],
  ['ecs.amazonaws.com', { name: 'ECS' }],
  ['ecs.application-autoscaling.amazonaws.com', { name: 'ApplicationAutoScaling_ECSService' }],
  ['eks-fargate.amazonaws.com', { name: 'AmazonEKSForFargate' }],
  ['eks-nodegroup.amazonaws.com', { name: 'AmazonEKSNodegroup' }],
  ['eks.amazonaws.com', { name: 'AmazonEKS' }],
  ['elasticache.amazonaws.com', { name: 'ElastiCache' }],
  ['elasticloadbalancing.amazonaws.com', { name: 'ElasticLoadBalancing' }],
  ['es.amazonaws.com', { name: 'AmazonElasticsearchService' }],
  ['globalaccelerator.amazonaws.com', { name: 'GlobalAccelerator' }],
  ['guardduty.amazonaws.com', { name: 'AmazonGuardDuty' }],
  ['inspector2.amazonaws.com', { name: 'AmazonInspector2' }],
  ['kafka.amazonaws.com', { name: 'Kafka' }],
  ['lakeformation.amazonaws.com', { name: 'LakeFormationDataAccess' }],
  ['lexv2.amazonaws.com', { name: 'LexV2Bots', suffix: true }],
  ['logger.cloudfront.amazonaws.com', { name: 'CloudFrontLogger' }],
  ['opensearchservice.amazonaws.com', { name: 'AmazonOpenSearchService' }],
  ['ops.apigateway.amazonaws.com', { name: 'APIGateway' }],
  ['organizations.amazonaws.com', { name: 'Organizations' }],
  ['rds.amazonaws.com', { name: 'RDS' }],
  ['redshift.amazonaws.com', { name: 'Redshift' }],
  ['replication.dynamodb.amazonaws.com', { name: 'DynamoDBReplication' }],
  ['replicator.lambda.amazonaws.com', { name: 'LambdaReplicator' }],
  ['rolesanywhere.amazonaws.com', { name: 'RolesAnywhere' }],
  ['securityhub.amazonaws.com', { name: 'SecurityHub' }],
  ['spot.amazonaws.com', { name: 'EC2Spot' }],
  ['spotfleet.amazonaws.com', { name: 'EC2SpotFleet' }],
  ['ssm.amazonaws.com', { name: 'AmazonSSM' }],
  ['sso.amazonaws.com', { name: 'SSO' }],
  ['transitgateway.amazonaws.com', { name: 'VPCTransitGateway' }],
])

/** The name of the role that links a service, with the suffix where there is one. */
export const serviceLinkedName = ({ name }: LinkingService, suffix: string | undefined): string =>
  `AWSServiceRoleFor${name}${suffix === undefined ? '' : `_${suffix}`}`
