/**
 * Ways from the rights in a policy to all rights of the account: sets of actions that together make their holder an
 * administrator, or let it act as any principal. Collected from the published lists (Rhino Security Labs 2018 and later,
 * Bishop Fox "IAM Vulnerable", the privilege-escalation paths of PMapper and Cloudsplaining, Datadog's pathfinding.cloud);
 * facts only, in our words.
 */
export interface Escalation {
  readonly actions: readonly string[]
  /** What the holder does with them. */
  readonly way: string
  /** Harmless on resources that are the caller itself (`${aws:username}`). */
  readonly selfIsHarmless?: boolean
}

const PASS = 'iam:PassRole'
/** Something of a service is made to run with a role that is passed to it. */
const runs = (service: string, ...actions: readonly string[]): Escalation => ({
  actions: [PASS, ...actions],
  way: `pass a powerful role to ${service} and run code with it`,
})
/** Something that runs with a role already is made to run other code. */
const takesOver = (what: string, ...actions: readonly string[]): Escalation => ({
  actions,
  way: `take over ${what}`,
})

export const ESCALATIONS: readonly Escalation[] = [
  { actions: ['iam:CreatePolicyVersion'], way: 'write a new default version of a policy that is attached to you' },
  { actions: ['iam:SetDefaultPolicyVersion'], way: 'go back to a policy version with more rights' },
  { actions: ['iam:AttachUserPolicy'], way: 'attach AdministratorAccess to a user' },
  { actions: ['iam:AttachGroupPolicy'], way: 'attach AdministratorAccess to a group of yours' },
  { actions: ['iam:AttachRolePolicy'], way: 'attach AdministratorAccess to a role that you can assume' },
  { actions: ['iam:PutUserPolicy'], way: 'write yourself an inline policy' },
  { actions: ['iam:PutGroupPolicy'], way: 'write a group of yours an inline policy' },
  { actions: ['iam:PutRolePolicy'], way: 'write a role that you can assume an inline policy' },
  { actions: ['iam:AddUserToGroup'], way: 'join a group with more rights' },
  { actions: ['iam:UpdateAssumeRolePolicy'], way: 'let yourself assume a powerful role' },
  { actions: ['sts:AssumeRole'], way: 'assume every role that trusts the account' },
  { actions: ['iam:CreateAccessKey'], way: 'make access keys of a powerful user', selfIsHarmless: true },
  { actions: ['iam:CreateLoginProfile'], way: 'give a powerful user a password you know', selfIsHarmless: true },
  { actions: ['iam:UpdateLoginProfile'], way: 'change the password of a powerful user', selfIsHarmless: true },
  { actions: ['iam:DeleteUserPermissionsBoundary'], way: 'remove the boundary of a user' },
  { actions: ['iam:DeleteRolePermissionsBoundary'], way: 'remove the boundary of a role that you can assume' },
  { actions: ['iam:PutUserPermissionsBoundary'], way: 'replace the boundary of a user by a wide one' },
  { actions: ['iam:PutRolePermissionsBoundary'], way: 'replace the boundary of a role by a wide one' },
  {
    actions: ['iam:DeactivateMFADevice', 'iam:CreateVirtualMFADevice', 'iam:EnableMFADevice'],
    way: 'give a powerful user an MFA device of yours',
    selfIsHarmless: true,
  },
  {
    actions: ['iam:CreateServiceSpecificCredential'],
    way: 'make service credentials of a powerful user',
    selfIsHarmless: true,
  },
  { actions: ['iam:UpdateSAMLProvider'], way: 'have assertions of your own accepted' },
  { actions: ['iam:AddClientIDToOpenIDConnectProvider'], way: 'have tokens made for your own application accepted' },
  { actions: ['iam:UpdateOpenIDConnectProviderThumbprint'], way: 'have tokens from a server of yours accepted' },
  { actions: ['sso:CreateAccountAssignment'], way: 'assign yourself a powerful permission set' },
  {
    actions: ['sso:PutInlinePolicyToPermissionSet', 'sso:ProvisionPermissionSet'],
    way: 'rewrite a permission set that you use',
  },
  runs('EC2', 'ec2:RunInstances'),
  runs('EC2 (spot)', 'ec2:RequestSpotInstances'),
  runs('EC2 (instance profile)', 'ec2:AssociateIamInstanceProfile'),
  runs('EC2 Auto Scaling', 'autoscaling:CreateLaunchConfiguration', 'autoscaling:CreateAutoScalingGroup'),
  runs('EC2 Auto Scaling', 'autoscaling:CreateAutoScalingGroup', 'ec2:CreateLaunchTemplate'),
  runs('Lambda', 'lambda:CreateFunction', 'lambda:InvokeFunction'),
  runs('Lambda', 'lambda:CreateFunction', 'lambda:CreateEventSourceMapping'),
  runs('Lambda', 'lambda:CreateFunction', 'lambda:AddPermission'),
  runs('Glue', 'glue:CreateDevEndpoint'),
  runs('Glue', 'glue:CreateJob', 'glue:StartJobRun'),
  runs('Glue', 'glue:CreateJob', 'glue:CreateTrigger'),
  runs('Glue', 'glue:UpdateJob', 'glue:StartJobRun'),
  runs('CloudFormation', 'cloudformation:CreateStack'),
  runs('CloudFormation', 'cloudformation:UpdateStack'),
  runs('CloudFormation', 'cloudformation:CreateStackSet', 'cloudformation:CreateStackInstances'),
  runs(
    'Data Pipeline',
    'datapipeline:CreatePipeline',
    'datapipeline:PutPipelineDefinition',
    'datapipeline:ActivatePipeline',
  ),
  runs('CodeBuild', 'codebuild:CreateProject', 'codebuild:StartBuild'),
  runs('CodeBuild', 'codebuild:UpdateProject', 'codebuild:StartBuild'),
  runs('CodePipeline', 'codepipeline:CreatePipeline'),
  runs('CodeStar', 'codestar:CreateProject'),
  runs('ECS', 'ecs:RegisterTaskDefinition', 'ecs:RunTask'),
  runs('ECS', 'ecs:RegisterTaskDefinition', 'ecs:StartTask'),
  runs('ECS', 'ecs:RegisterTaskDefinition', 'ecs:CreateService'),
  runs('ECS', 'ecs:RegisterTaskDefinition', 'ecs:UpdateService'),
  runs('SageMaker', 'sagemaker:CreateNotebookInstance', 'sagemaker:CreatePresignedNotebookInstanceUrl'),
  runs('SageMaker', 'sagemaker:CreateTrainingJob'),
  runs('SageMaker', 'sagemaker:CreateProcessingJob'),
  runs('Systems Manager', 'ssm:StartAutomationExecution'),
  runs('Systems Manager', 'ssm:CreateAssociation'),
  runs('EMR', 'elasticmapreduce:RunJobFlow'),
  runs('Batch', 'batch:RegisterJobDefinition', 'batch:SubmitJob'),
  runs('App Runner', 'apprunner:CreateService'),
  runs('Step Functions', 'states:CreateStateMachine', 'states:StartExecution'),
  runs('EventBridge Scheduler', 'scheduler:CreateSchedule'),
  runs('Amplify', 'amplify:CreateApp'),
  runs('Cognito', 'cognito-identity:SetIdentityPoolRoles'),
  runs('Bedrock AgentCore', 'bedrock-agentcore:CreateCodeInterpreter', 'bedrock-agentcore:InvokeCodeInterpreter'),
  takesOver('a Lambda function with a powerful role', 'lambda:UpdateFunctionCode', 'lambda:InvokeFunction'),
  takesOver(
    'a Lambda function with a powerful role through a layer',
    'lambda:UpdateFunctionConfiguration',
    'lambda:InvokeFunction',
  ),
  takesOver('a Glue endpoint with a powerful role', 'glue:UpdateDevEndpoint'),
  takesOver('a CodeBuild project with a powerful role', 'codebuild:StartBuild', 'codebuild:UpdateProject'),
  takesOver('a CloudFormation stack with a powerful role', 'cloudformation:UpdateStack'),
  takesOver(
    'a CloudFormation stack with a powerful role',
    'cloudformation:CreateChangeSet',
    'cloudformation:ExecuteChangeSet',
  ),
  takesOver('instances with a powerful role', 'ssm:SendCommand'),
  takesOver('instances with a powerful role', 'ssm:StartSession'),
  takesOver('instances with a powerful role', 'ec2:ModifyInstanceAttribute', 'ec2:StopInstances', 'ec2:StartInstances'),
  takesOver('instances with a powerful role', 'ec2-instance-connect:SendSSHPublicKey'),
  takesOver('a notebook with a powerful role', 'sagemaker:CreatePresignedNotebookInstanceUrl'),
  takesOver('a task with a powerful role', 'ecs:ExecuteCommand'),
  takesOver(
    'a data pipeline with a powerful role',
    'datapipeline:PutPipelineDefinition',
    'datapipeline:ActivatePipeline',
  ),
  takesOver('a state machine with a powerful role', 'states:UpdateStateMachine', 'states:StartExecution'),
]
