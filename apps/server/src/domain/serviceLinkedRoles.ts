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

/**
 * By service principal: the services that tools create such roles for. None of them is here to use its role. Names and
 * suffixes also: roles that LocalStack had AWS create (tests/aws/services/iam/test_iam.snapshot.json, March 2025).
 */
export const LINKING_SERVICES: ReadonlyMap<string, LinkingService> = new Map([
  ['access-analyzer.amazonaws.com', { name: 'AccessAnalyzer' }],
  ['accountdiscovery.ssm.amazonaws.com', { name: 'AmazonSSM_AccountDiscovery' }],
  ['acm.amazonaws.com', { name: 'CertificateManager' }],
  ['appmesh.amazonaws.com', { name: 'AppMesh' }],
  ['autoscaling-plans.amazonaws.com', { name: 'AutoScalingPlans_EC2AutoScaling' }],
  ['autoscaling.amazonaws.com', { name: 'AutoScaling', suffix: true }],
  ['backup.amazonaws.com', { name: 'Backup' }],
  ['batch.amazonaws.com', { name: 'Batch' }],
  ['cassandra.application-autoscaling.amazonaws.com', { name: 'ApplicationAutoScaling_CassandraTable' }],
  ['cks.kms.amazonaws.com', { name: 'KeyManagementServiceCustomKeyStores' }],
  ['cloudtrail.amazonaws.com', { name: 'CloudTrail' }],
  ['codestar-notifications.amazonaws.com', { name: 'CodeStarNotifications' }],
  ['config.amazonaws.com', { name: 'Config' }],
  ['connect.amazonaws.com', { name: 'AmazonConnect', suffix: true }],
  ['custom-resource.application-autoscaling.amazonaws.com', { name: 'ApplicationAutoScaling_CustomResource' }],
  ['dms-fleet-advisor.amazonaws.com', { name: 'DMSFleetAdvisor' }],
  ['dms.amazonaws.com', { name: 'DMSServerless' }],
  ['docdb-elastic.amazonaws.com', { name: 'DocDB-Elastic' }],
  ['dynamodb.application-autoscaling.amazonaws.com', { name: 'ApplicationAutoScaling_DynamoDBTable' }],
  ['ec2-instance-connect.amazonaws.com', { name: 'Ec2InstanceConnect' }],
  ['ec2.application-autoscaling.amazonaws.com', { name: 'ApplicationAutoScaling_EC2SpotFleetRequest' }],
  ['ecr.amazonaws.com', { name: 'ECRTemplate' }],
  ['ecs.amazonaws.com', { name: 'ECS' }],
  ['ecs.application-autoscaling.amazonaws.com', { name: 'ApplicationAutoScaling_ECSService' }],
  ['eks-connector.amazonaws.com', { name: 'AmazonEKSConnector' }],
  ['eks-fargate.amazonaws.com', { name: 'AmazonEKSForFargate' }],
  ['eks-nodegroup.amazonaws.com', { name: 'AmazonEKSNodegroup' }],
  ['eks.amazonaws.com', { name: 'AmazonEKS' }],
  ['elasticache.amazonaws.com', { name: 'ElastiCache' }],
  ['elasticbeanstalk.amazonaws.com', { name: 'ElasticBeanstalk' }],
  ['elasticfilesystem.amazonaws.com', { name: 'AmazonElasticFileSystem' }],
  ['elasticloadbalancing.amazonaws.com', { name: 'ElasticLoadBalancing' }],
  ['email.cognito-idp.amazonaws.com', { name: 'AmazonCognitoIdpEmailService' }],
  ['emr-containers.amazonaws.com', { name: 'AmazonEMRContainers' }],
  ['emrwal.amazonaws.com', { name: 'EMRWAL' }],
  ['es.amazonaws.com', { name: 'AmazonElasticsearchService' }],
  ['fis.amazonaws.com', { name: 'FIS' }],
  ['globalaccelerator.amazonaws.com', { name: 'GlobalAccelerator' }],
  ['grafana.amazonaws.com', { name: 'AmazonGrafana' }],
  ['guardduty.amazonaws.com', { name: 'AmazonGuardDuty' }],
  ['imagebuilder.amazonaws.com', { name: 'ImageBuilder' }],
  ['inspector2.amazonaws.com', { name: 'AmazonInspector2' }],
  ['iotmanagedintegrations.amazonaws.com', { name: 'IoTManagedIntegrations' }],
  ['kafka.amazonaws.com', { name: 'Kafka' }],
  ['kafkaconnect.amazonaws.com', { name: 'KafkaConnect' }],
  ['lakeformation.amazonaws.com', { name: 'LakeFormationDataAccess' }],
  ['lex.amazonaws.com', { name: 'LexBots' }],
  ['lexv2.amazonaws.com', { name: 'LexV2Bots', suffix: true }],
  ['lightsail.amazonaws.com', { name: 'Lightsail' }],
  ['logger.cloudfront.amazonaws.com', { name: 'CloudFrontLogger' }],
  ['m2.amazonaws.com', { name: 'AWSM2' }],
  ['memorydb.amazonaws.com', { name: 'MemoryDB' }],
  ['mq.amazonaws.com', { name: 'AmazonMQ' }],
  ['mrk.kms.amazonaws.com', { name: 'KeyManagementServiceMultiRegionKeys' }],
  ['notifications.amazonaws.com', { name: 'AwsUserNotifications' }],
  ['observability.aoss.amazonaws.com', { name: 'AmazonOpenSearchServerless' }],
  ['opensearchservice.amazonaws.com', { name: 'AmazonOpenSearchService' }],
  ['ops.apigateway.amazonaws.com', { name: 'APIGateway' }],
  ['ops.emr-serverless.amazonaws.com', { name: 'AmazonEMRServerless' }],
  ['opsdatasync.ssm.amazonaws.com', { name: 'SystemsManagerOpsDataSync' }],
  ['opsinsights.ssm.amazonaws.com', { name: 'AmazonSSM_OpsInsights' }],
  ['organizations.amazonaws.com', { name: 'Organizations' }],
  ['pullthroughcache.ecr.amazonaws.com', { name: 'ECRPullThroughCache' }],
  ['ram.amazonaws.com', { name: 'ResourceAccessManager' }],
  ['rds.amazonaws.com', { name: 'RDS' }],
  ['redshift.amazonaws.com', { name: 'Redshift' }],
  ['replication.cassandra.amazonaws.com', { name: 'KeyspacesReplication' }],
  ['replication.dynamodb.amazonaws.com', { name: 'DynamoDBReplication' }],
  ['replication.ecr.amazonaws.com', { name: 'ECRReplication' }],
  ['replicator.lambda.amazonaws.com', { name: 'LambdaReplicator' }],
  ['repository.sync.codeconnections.amazonaws.com', { name: 'GitSync' }],
  ['resource-explorer-2.amazonaws.com', { name: 'ResourceExplorer' }],
  ['rolesanywhere.amazonaws.com', { name: 'RolesAnywhere' }],
  ['s3-outposts.amazonaws.com', { name: 'S3OnOutposts' }],
  ['securityhub.amazonaws.com', { name: 'SecurityHub' }],
  ['ses.amazonaws.com', { name: 'AmazonSES' }],
  ['shield.amazonaws.com', { name: 'AWSShield' }],
  ['spot.amazonaws.com', { name: 'EC2Spot' }],
  ['spotfleet.amazonaws.com', { name: 'EC2SpotFleet' }],
  ['ssm-incidents.amazonaws.com', { name: 'IncidentManager' }],
  ['ssm-quicksetup.amazonaws.com', { name: 'SSMQuickSetup' }],
  ['ssm.amazonaws.com', { name: 'AmazonSSM' }],
  ['sso.amazonaws.com', { name: 'SSO' }],
  ['transitgateway.amazonaws.com', { name: 'VPCTransitGateway' }],
  ['vpcorigin.cloudfront.amazonaws.com', { name: 'CloudFrontVPCOrigin' }],
  ['waf.amazonaws.com', { name: 'WAFLogging' }],
  ['wafv2.amazonaws.com', { name: 'WAFV2Logging' }],
])

/** The name of the role that links a service, with the suffix where there is one. */
export const serviceLinkedName = ({ name }: LinkingService, suffix: string | undefined): string =>
  `AWSServiceRoleFor${name}${suffix === undefined ? '' : `_${suffix}`}`
