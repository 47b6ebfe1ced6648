/** What AWS says about malformed documents, and in which order it looks. */
import type { PolicyFault, PolicyType, Span } from '../types.ts'

/** A kind of fault. */
export type FaultCode =
  | 'size'
  | 'json'
  | 'syntax'
  | 'version'
  | 'legacy'
  | 'sidUnique'
  | 'sidCharacters'
  | 'prohibited'
  | 'notResourceInTrust'
  | 'principalForbidden'
  | 'notPrincipalInTrust'
  | 'allowNotPrincipal'
  | 'missing'
  | 'principalEmpty'
  | 'principalNotObject'
  | 'principalInvalid'
  | 'noActions'
  | 'noResources'
  | 'notArn'
  | 'partition'
  | 'resourceVendor'
  | 'iamRegion'
  | 'region'
  | 'iamPath'
  | 'actionVendorMissing'
  | 'actionColons'
  | 'actionVendor'
  | 'actionNotSts'

/**
 * Sentences of IAM, in the order in which IAM reports them when several apply (observed: moto's and LocalStack's validated
 * expectations, issue threads). The position is the rank; `%` is the offending text that AWS repeats.
 */
const SENTENCES: Readonly<Record<FaultCode, string>> = {
  size: 'Cannot exceed quota for PolicySize: %',
  json: 'Syntax errors in policy.',
  syntax: 'Syntax errors in policy.',
  version: 'Policy document must be version 2012-10-17 or greater.',
  legacy: 'The policy failed legacy parsing',
  sidUnique: 'Statement IDs (SID) in a single policy must be unique.',
  sidCharacters:
    'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
  prohibited: 'Has prohibited field %',
  notResourceInTrust: 'AssumeRole policy must not contain resources.',
  principalForbidden: 'Policy document should not specify a principal.',
  notPrincipalInTrust: 'AssumeRole policy must not contain NotPrincipal field.',
  allowNotPrincipal: 'Allow with NotPrincipal is not allowed.',
  missing: 'Missing required field %',
  principalEmpty: 'Missing required field Principal cannot be empty!',
  principalNotObject: 'Principal must be a JSON object.',
  principalInvalid: 'Invalid principal in policy: %',
  noActions: 'Policy statement must contain actions.',
  noResources: 'Policy statement must contain resources.',
  notArn: 'Resource % must be in ARN format or "*".',
  partition: 'Partition %.',
  resourceVendor: 'Resource vendor must be fully qualified and cannot contain regexes.',
  iamRegion: 'IAM resource % cannot contain region information.',
  region: 'Resource % can not contain region information.',
  iamPath:
    'IAM resource path must either be "*", root, or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.',
  actionVendorMissing: 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
  actionColons: 'Actions/Condition can contain only one colon.',
  actionVendor: 'Vendor % is not valid',
  actionNotSts: 'AssumeRole policy may only specify STS AssumeRole actions.',
}

const RANKS: ReadonlyMap<string, number> = new Map(Object.keys(SENTENCES).map((code, rank) => [code, rank]))

/** AWS Organizations has one sentence for everything. */
const ORGANIZATIONS = 'The provided policy document does not meet the requirements of the specified policy type.'

function sentence(code: FaultCode, type: PolicyType, quote: string): string {
  if (type === 'scp' || type === 'rcp') return ORGANIZATIONS
  if (code === 'size' && type === 'trust') return `Cannot exceed quota for ACLSizePerRole: ${quote}`
  if (code === 'json' && type === 'trust') return 'This policy contains invalid Json'
  if (code === 'json' && type === 'session') return 'The policy is not in the valid JSON format.'
  if (code === 'syntax' && type === 'trust') return 'Syntax error in policy.'
  return SENTENCES[code].replace('%', () => quote)
}

/** Where something is: offsets of a JSON node and its path. */
export interface Place {
  readonly start: number
  readonly end: number
  readonly path: string
}

/** Collects the faults of one document. */
export interface FaultList {
  readonly type: PolicyType
  /** `detail` is ours; `quote` is the text that AWS's sentence repeats. */
  readonly add: (code: FaultCode, place: Place, words: { readonly detail: string; readonly quote?: string }) => void
  /** The faults so far, the one AWS would report first. */
  readonly sorted: () => readonly PolicyFault[]
}

/** An empty list for a document of `type` whose spans `spanOf` makes. */
export function faultList(type: PolicyType, spanOf: (start: number, end: number) => Span): FaultList {
  const ranked: { rank: number; fault: PolicyFault }[] = []
  return {
    type,
    add(code, { start, end, path }, { detail, quote = '' }) {
      const kind = code === 'size' || code === 'json' ? code : 'grammar'
      const fault = { message: sentence(code, type, quote), detail, kind, span: spanOf(start, end), path } as const
      ranked.push({ rank: RANKS.get(code) ?? 0, fault })
    },
    sorted: () => ranked.toSorted((a, b) => a.rank - b.rank).map(({ fault }) => fault),
  }
}
