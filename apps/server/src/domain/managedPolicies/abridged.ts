/**
 * ReadOnlyAccess, SecurityAudit and ViewOnlyAccess, abridged. AWS's texts name some 1,500, 600 and 350 actions of nearly
 * every service, change monthly, and ReadOnlyAccess is larger than any customer policy may be. These cover the services
 * people put behind such credentials, with AWS's own patterns, and differ in this:
 * - services not named here are not granted;
 * - what hands out credentials is left out although AWS's ReadOnlyAccess has it: sts:GetSessionToken (which needs no
 *   permission anyway) and what AWS's `Get*` covers besides reading: ecr:GetAuthorizationToken, s3:GetDataAccess,
 *   ssm:GetAccessToken, codepipeline:GetJobDetails, athena:GetSessionEndpoint;
 * - what changes something is left out although AWS has it: sqs:ReceiveMessage, logs:StartQuery, config:Deliver*;
 * - apigateway:GET is not narrowed to configuration paths, so it is left out.
 * They have version v1 because they are not any of AWS's numbered versions.
 */
import type { AwsPolicyFacts } from './awsPolicy.ts'

/** Space-separated names or patterns of one service's actions. */
type ActionTable = Readonly<Record<string, string>>

/** `{ s3: 'Get* List*' }` as `s3:Get*`, `s3:List*`. */
const actionsOf = (table: ActionTable): string[] =>
  Object.entries(table).flatMap(([service, names]) => names.split(' ').map((name) => `${service}:${name}`))

const READ_ONLY: ActionTable = {
  'access-analyzer': 'Get* List* ValidatePolicy',
  account: 'Get* List*',
  acm: 'Describe* Get* List*',
  athena: 'BatchGet* GetData* GetNamedQuery GetPreparedStatement GetQuery* GetTable* GetWorkGroup List*',
  'application-autoscaling': 'Describe*',
  autoscaling: 'Describe* GetPredictiveScalingForecast',
  backup: 'Describe* Get* List*',
  batch: 'Describe* List*',
  cloudformation: 'Describe* Get* List*',
  cloudfront: 'DescribeFunction Get* List*',
  cloudtrail: 'Describe* Get* List* LookupEvents',
  cloudwatch: 'Describe* Get* List*',
  codebuild: 'BatchGet* DescribeCodeCoverages DescribeTestCases List*',
  codecommit: 'BatchGet* Describe* Get* GitPull List*',
  codedeploy: 'BatchGet* Get* List*',
  codepipeline: 'GetActionType GetPipeline* List*',
  config: 'BatchGet* Describe* Get* List* SelectAggregateResourceConfig SelectResourceConfig',
  directconnect: 'Describe*',
  dynamodb: 'BatchGet* Describe* Get* List* Query Scan',
  ec2: 'Describe* Get* SearchLocalGatewayRoutes SearchTransitGatewayRoutes',
  ecr: 'BatchCheck* BatchGet* Describe* GetDownloadUrlForLayer GetLifecyclePolicy* GetRegistry* GetRepositoryPolicy List*',
  ecs: 'Describe* List*',
  eks: 'Describe* List*',
  elasticache: 'Describe* List*',
  elasticfilesystem: 'Describe*',
  elasticloadbalancing: 'Describe*',
  es: 'Describe* ESHttpGet ESHttpHead Get* List*',
  events: 'Describe* List* TestEventPattern',
  firehose: 'Describe* List*',
  glacier: 'Describe* Get* List*',
  guardduty: 'Describe* Get* List*',
  health: 'Describe*',
  iam: 'Generate* Get* List* Simulate*',
  identitystore: 'Describe* Get* List*',
  inspector2: 'BatchGet* Describe* Get* List*',
  kafka: 'Describe* Get* List*',
  kinesis: 'Describe* Get* List*',
  kms: 'Describe* Get* List*',
  lambda: 'Get* List*',
  logs: 'Describe* FilterLogEvents Get* List* TestMetricFilter',
  organizations: 'Describe* List*',
  ram: 'Get* List*',
  rds: 'Describe* DownloadDBLogFilePortion List*',
  redshift: 'Describe*',
  'resource-groups': 'Get* List* SearchResources',
  rolesanywhere: 'Get* List*',
  route53: 'Get* List* TestDNSAnswer',
  route53resolver: 'Get* List*',
  s3: 'DescribeJob GetA* GetBucket* GetEncryptionConfiguration GetI* GetJobTagging GetLifecycleConfiguration GetM* GetObject* GetReplicationConfiguration GetStorageLens* List*',
  's3-object-lambda': 'GetObject* List*',
  sagemaker: 'Describe* List* Search',
  secretsmanager: 'Describe* GetResourcePolicy List*',
  securityhub: 'BatchGet* Describe* Get* List*',
  servicequotas: 'Get* List*',
  ses: 'Describe* Get* List*',
  sns: 'CheckIfPhoneNumberIsOptedOut Get* List*',
  sqs: 'Get* List*',
  ssm: 'Describe* GetDocument GetInventory* GetMaintenanceWindow* GetParameter* GetPatch* GetServiceSetting List*',
  states: 'Describe* GetExecutionHistory List*',
  sts: 'GetAccessKeyInfo GetCallerIdentity',
  tag: 'DescribeReportCreation Get*',
  wafv2: 'CheckCapacity Describe* Get* List*',
  xray: 'BatchGet* Get*',
}

const SECURITY_AUDIT: ActionTable = {
  'access-analyzer':
    'GetAnalyzedResource GetAnalyzer GetArchiveRule GetFinding ListAnalyzedResources ListAnalyzers ListArchiveRules ListFindings ListTagsForResource',
  account: 'GetAlternateContact GetPrimaryEmail GetRegionOptStatus',
  acm: 'Describe* List*',
  'application-autoscaling': 'Describe*',
  autoscaling: 'Describe*',
  backup:
    'DescribeGlobalSettings DescribeRegionSettings GetBackupVaultAccessPolicy GetBackupVaultNotifications ListBackupVaults ListTags',
  cloudformation: 'DescribeStack* GetStackPolicy GetTemplate ListStack*',
  cloudfront: 'Get* List*',
  cloudtrail:
    'DescribeTrails GetEventSelectors GetInsightSelectors GetTrail GetTrailStatus ListTags ListTrails LookupEvents',
  cloudwatch: 'Describe* GetDashboard ListDashboards ListTagsForResource',
  codebuild: 'BatchGetProjects GetResourcePolicy ListProjects',
  config:
    'BatchGetAggregateResourceConfig BatchGetResourceConfig Describe* Get* List* SelectAggregateResourceConfig SelectResourceConfig',
  dynamodb:
    'DescribeContinuousBackups DescribeExport DescribeGlobalTable DescribeTable DescribeTimeToLive ListBackups ListExports ListGlobalTables ListStreams ListTables ListTagsOfResource',
  ec2: 'Describe* GetEbsEncryptionByDefault GetImageBlockPublicAccessState GetManagedPrefixListAssociations GetManagedPrefixListEntries SearchTransitGatewayRoutes',
  ecr: 'BatchGetRepositoryScanningConfiguration DescribeImageScanFindings DescribeImages DescribeRegistry DescribeRepositories GetLifecyclePolicy GetRegistryPolicy GetRegistryScanningConfiguration GetRepositoryPolicy ListImages ListTagsForResource',
  ecs: 'Describe* List*',
  eks: 'DescribeCluster DescribeFargateProfile DescribeNodeGroup ListClusters ListFargateProfiles ListNodeGroups ListTagsForResource ListUpdates',
  elasticache: 'Describe* ListTagsForResource',
  elasticfilesystem: 'DescribeAccessPoints DescribeFileSystemPolicy DescribeFileSystems DescribeMountTargets',
  elasticloadbalancing: 'Describe*',
  es: 'Describe* ListDomainNames ListTags',
  events: 'Describe* List* TestEventPattern',
  firehose: 'Describe* List*',
  guardduty: 'DescribePublishingDestination Get* List*',
  iam: 'GenerateCredentialReport GenerateServiceLastAccessedDetails Get* List* SimulateCustomPolicy SimulatePrincipalPolicy',
  identitystore: 'ListGroupMemberships ListGroupMembershipsForMember ListGroups ListUsers',
  kinesis:
    'DescribeLimits DescribeStream DescribeStreamConsumer DescribeStreamSummary ListShards ListStreamConsumers ListStreams ListTagsForStream',
  kms: 'Describe* Get* List*',
  lambda:
    'GetAccountSettings GetFunctionConfiguration GetFunctionEventInvokeConfig GetLayerVersionPolicy GetPolicy List*',
  logs: 'Describe* GetLogDelivery ListLogDeliveries ListTagsForResource ListTagsLogGroup',
  organizations: 'Describe* List*',
  ram: 'GetResourceShares List*',
  rds: 'Describe* DownloadDBLogFilePortion ListTagsForResource',
  redshift: 'Describe*',
  route53: 'Get* List*',
  route53resolver: 'Get* List*',
  s3: 'GetAccelerateConfiguration GetAccessPoint GetAccessPointPolicy GetAccessPointPolicyStatus GetAccountPublicAccessBlock GetAnalyticsConfiguration GetBucket* GetEncryptionConfiguration GetInventoryConfiguration GetLifecycleConfiguration GetMetricsConfiguration GetMultiRegionAccessPointPolicy GetObjectAcl GetObjectVersionAcl GetReplicationConfiguration ListAccessPoints ListAllMyBuckets ListMultiRegionAccessPoints',
  sagemaker: 'Describe* List*',
  secretsmanager: 'DescribeSecret GetResourcePolicy ListSecretVersionIds ListSecrets',
  securityhub: 'Describe* Get* List*',
  servicequotas: 'Get* List*',
  ses: 'Describe* GetAccount GetIdentityPolicies ListConfigurationSets ListIdentities ListIdentityPolicies',
  sns: 'GetPlatformApplicationAttributes GetTopicAttributes ListSubscriptions ListSubscriptionsByTopic ListTagsForResource ListTopics',
  sqs: 'GetQueueAttributes ListDeadLetterSourceQueues ListQueueTags ListQueues',
  ssm: 'Describe* GetServiceSetting ListAssociations ListCommands ListComplianceItems ListDocuments ListResourceComplianceSummaries ListTagsForResource',
  states: 'DescribeStateMachine ListStateMachines',
  sts: 'GetAccessKeyInfo',
  tag: 'GetResources GetTagKeys',
  wafv2:
    'GetLoggingConfiguration GetWebACL GetWebACLForResource ListIPSets ListLoggingConfigurations ListResourcesForWebACL ListRuleGroups ListTagsForResource ListWebACLs',
}

const VIEW_ONLY: ActionTable = {
  acm: 'ListCertificates',
  athena: 'List*',
  autoscaling: 'Describe*',
  batch: 'ListJobs',
  cloudformation: 'DescribeStacks List*',
  cloudfront: 'List*',
  cloudtrail: 'DescribeTrails ListTrails LookupEvents',
  cloudwatch: 'Get* List*',
  codebuild: 'ListBuilds* ListProjects',
  codecommit: 'List*',
  codedeploy: 'BatchGetApplications BatchGetDeployments Get* List*',
  codepipeline: 'ListPipelines',
  config: 'Describe* List*',
  dynamodb:
    'DescribeBackup DescribeContinuousBackups DescribeGlobalTable DescribeLimits DescribeTable DescribeTimeToLive ListBackups ListExports ListGlobalTables ListStreams ListTables ListTagsOfResource',
  ec2: 'DescribeAccountAttributes DescribeAddresses DescribeAvailabilityZones DescribeImage* DescribeInstance* DescribeInternetGateways DescribeKeyPairs DescribeNatGateways DescribeNetwork* DescribePrefixLists DescribeRegions DescribeRouteTables DescribeSecurityGroupRules DescribeSecurityGroups DescribeSnapshot* DescribeSubnets DescribeTags DescribeVolume* DescribeVpc* DescribeVpnGateways',
  ecr: 'DescribeRegistry DescribeRepositories ListImages',
  ecs: 'Describe* List*',
  eks: 'ListTagsForResource',
  elasticache: 'Describe*',
  elasticfilesystem: 'DescribeFileSystems',
  elasticloadbalancing:
    'DescribeInstanceHealth DescribeListeners DescribeLoadBalancerAttributes DescribeLoadBalancers DescribeTargetGroups DescribeTargetHealth',
  events: 'ListRuleNamesByTarget ListRules ListTargetsByRule',
  firehose: 'DescribeDeliveryStream List*',
  iam: 'GetAccountSummary GetLoginProfile List*',
  kinesis: 'ListStreams',
  kms: 'ListKeys ListResourceTags',
  lambda: 'List*',
  logs: 'Describe* ListTagsForResource',
  organizations: 'List*',
  rds: 'Describe*',
  redshift: 'DescribeClusters DescribeEvents',
  rolesanywhere: 'ListCrls ListProfiles ListSubjects ListTagsForResource ListTrustAnchors',
  route53: 'Get* List*',
  route53resolver: 'Get* List*',
  s3: 'ListAllMyBuckets ListBucket ListMultiRegionAccessPoints',
  sagemaker: 'Describe* List*',
  ses: 'List*',
  sns: 'List*',
  sqs: 'GetQueueAttributes GetQueueUrl ListDeadLetterSourceQueues ListQueueTags ListQueues',
  ssm: 'ListAssociations ListDocuments',
  states: 'ListActivities ListExecutions ListStateMachines',
  wafv2: 'List*',
}

const allow = (Sid: string, table: ActionTable) =>
  ({ Sid, Effect: 'Allow', Action: actionsOf(table), Resource: '*' }) as const

/** Policies whose documents say less than AWS's, never more (but for whole `Get*`/`List*` families of the same service). */
export const abridged: readonly AwsPolicyFacts[] = [
  {
    id: 'ANPAILL3HVNFSB6DCOWYQ',
    name: 'ReadOnlyAccess',
    path: '/',
    description: 'Provides read-only access to AWS services and resources.',
    createdAtMs: 1_423_247_988_000, // 2015-02-06T18:39:48Z
    updatedAtMs: 1_423_247_988_000,
    version: 1,
    statements: [allow('ReadOnlyActions', READ_ONLY)],
  },
  {
    id: 'ANPAIX2T3QCXHR2OGGCTO',
    name: 'SecurityAudit',
    path: '/',
    description:
      'The security audit template grants access to read security configuration metadata. It is useful for software that audits the configuration of an AWS account.',
    createdAtMs: 1_423_248_061_000, // 2015-02-06T18:41:01Z
    updatedAtMs: 1_423_248_061_000,
    version: 1,
    statements: [allow('BaseSecurityAuditStatement', SECURITY_AUDIT)],
  },
  {
    id: 'ANPAID22R6XPJATWOFDK6',
    name: 'ViewOnlyAccess',
    path: '/job-function/',
    description: 'This policy grants permissions to view resources and basic metadata across all AWS services.',
    createdAtMs: 1_478_798_415_000, // 2016-11-10T17:20:15Z
    updatedAtMs: 1_478_798_415_000,
    version: 1,
    statements: [allow('GeneralViewOnlyAccessStatement', VIEW_ONLY)],
  },
]
