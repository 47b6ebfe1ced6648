/** ValidatePolicy. Source: IAM Access Analyzer API reference, ValidatePolicy. */
import type { PolicyType } from '@brevet/policy'
import type { Finding } from '@brevet/policy/lint'
import type {
  Location,
  ValidatePolicyFinding,
  ValidatePolicyRequest,
  ValidatePolicyResponse,
} from '../../protocol/types/accessanalyzer.generated.ts'
import { readOperation } from '../operation.ts'
import { findings as judged } from './judgement.ts'
import { locationsIn } from './locations.ts'
import { pageOf } from './pages.ts'
import { likelyType } from './policyText.ts'
import { badField } from './refusals.ts'

/**
 * What to judge the text as. AWS has further checks for the policies of buckets, access points and tables, which are not
 * resources here: those policies are judged as any resource policy is.
 */
function typeOf({ policyDocument, policyType, validatePolicyResourceType }: ValidatePolicyRequest): PolicyType {
  switch (policyType) {
    case 'IDENTITY_POLICY':
      return 'identity'
    case 'SERVICE_CONTROL_POLICY':
      return 'scp'
    case 'RESOURCE_CONTROL_POLICY':
      return 'rcp'
    case 'RESOURCE_POLICY':
      if (validatePolicyResourceType === undefined) return likelyType([policyDocument], policyType)
      return validatePolicyResourceType === 'AWS::IAM::AssumeRolePolicyDocument' ? 'trust' : 'resource'
  }
}

/** Throws ValidationException for what would have to be ignored. */
function checkParameters({ locale, policyType, validatePolicyResourceType }: ValidatePolicyRequest): void {
  if (locale !== undefined && locale !== 'EN') {
    throw badField('locale', 'Findings are written in English: the locale must be EN.', 'notSupported')
  }
  if (validatePolicyResourceType !== undefined && policyType !== 'RESOURCE_POLICY') {
    const message = 'A validatePolicyResourceType can only be given where the policyType is RESOURCE_POLICY.'
    throw badField('validatePolicyResourceType', message)
  }
}

const findingOf = (finding: Finding, location: Location): ValidatePolicyFinding => ({
  findingDetails: finding.message,
  findingType: finding.severity,
  issueCode: finding.code,
  learnMoreLink: finding.learnMore,
  locations: [location],
})

/** What is wrong with a policy, or could be better, page by page in the order of its text. */
export const validatePolicy = readOperation<ValidatePolicyRequest, ValidatePolicyResponse>({
  name: 'ValidatePolicy',

  authorize({ input }) {
    checkParameters(input)
    return [{ action: 'access-analyzer:ValidatePolicy', resource: '*' }]
  },

  async run({ caller, input }, _store, { judge }) {
    const { policyDocument: text } = input
    const options = { ...judge.lintOptions, account: caller.accountId }
    const found = await judged(judge.ask('findings', { text, type: typeOf(input), options }))
    const { items, nextToken } = pageOf(found, input)
    const locationOf = locationsIn(text)
    const findings = items.map((finding) => findingOf(finding, locationOf(finding)))
    return nextToken === undefined ? { findings } : { findings, nextToken }
  },
})
