/**
 * AWS's regions and which of them an account must opt into.
 * Source: "AWS Regions" (docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html), column "Opt-in status";
 * Account Management reference, "Enable or disable AWS Regions in your account": regions launched after 20 March 2019 are
 * off until an account enables them. The names are those of the partition `aws` in botocore 1.43.11.
 */
export const AWS_REGIONS: ReadonlyMap<string, 'default' | 'optIn'> = new Map([
  ['af-south-1', 'optIn'],
  ['ap-east-1', 'optIn'],
  ['ap-east-2', 'optIn'],
  ['ap-northeast-1', 'default'],
  ['ap-northeast-2', 'default'],
  ['ap-northeast-3', 'default'],
  ['ap-south-1', 'default'],
  ['ap-south-2', 'optIn'],
  ['ap-southeast-1', 'default'],
  ['ap-southeast-2', 'default'],
  ['ap-southeast-3', 'optIn'],
  ['ap-southeast-4', 'optIn'],
  ['ap-southeast-5', 'optIn'],
  ['ap-southeast-6', 'optIn'],
  ['ap-southeast-7', 'optIn'],
  ['ca-central-1', 'default'],
  ['ca-west-1', 'optIn'],
  ['eu-central-1', 'default'],
  ['eu-central-2', 'optIn'],
  ['eu-north-1', 'default'],
  ['eu-south-1', 'optIn'],
  ['eu-south-2', 'optIn'],
  ['eu-west-1', 'default'],
  ['eu-west-2', 'default'],
  ['eu-west-3', 'default'],
  ['il-central-1', 'optIn'],
  ['me-central-1', 'optIn'],
  ['me-south-1', 'optIn'],
  ['mx-central-1', 'optIn'],
  ['sa-east-1', 'default'],
  ['us-east-1', 'default'],
  ['us-east-2', 'default'],
  ['us-west-1', 'default'],
  ['us-west-2', 'default'],
])
