/** Resource ARNs: their segments. */
import { findService, resourceTypesIn, services } from '../../data/index.ts'
import { isHistoricService } from '../facts/historic.ts'
import { nearest } from '../facts/nearest.ts'
import { isOwnService } from '../facts/ownServices.ts'
import { replace } from '../fix.ts'
import type { Check, Linting, Rule } from '../rule.ts'
import type { Text } from '../source/draft.ts'

const PREFIX: Rule = {
  code: 'INVALID_ARN_PREFIX',
  severity: 'ERROR',
  about: 'A resource is `*` or an ARN, which begins with `arn:`.',
}
const PARTITION: Rule = {
  code: 'INVALID_PARTITION',
  severity: 'ERROR',
  about: 'The second segment of an ARN is a partition: `aws`, `aws-cn`, `aws-us-gov` and so on.',
}
const FIELD: Rule = {
  code: 'MISSING_ARN_FIELD',
  severity: 'ERROR',
  about:
    'An ARN has six segments. IAM takes shorter ones in policies of users and roles and reads them as if wildcards followed, which is more than their writer may expect.',
}
const SERVICE_CASE: Rule = {
  code: 'INVALID_ARN_SERVICE_CASE',
  severity: 'ERROR',
  about: 'The service of an ARN is written in lower case; ARNs are compared with case.',
}
/** Also said of condition keys. */
export const INVALID_SERVICE: Rule = {
  code: 'INVALID_SERVICE',
  severity: 'ERROR',
  about:
    'No ARN and no condition key of AWS names such a service. Services of your own are declared as for INVALID_SERVICE_IN_ACTION (`knownServices`).',
}
const ACCOUNT: Rule = {
  code: 'INVALID_ARN_ACCOUNT',
  severity: 'ERROR',
  about: 'The account of an ARN is twelve digits, a wildcard, empty, or `aws` for what belongs to AWS itself.',
}
const REGION: Rule = {
  code: 'ARN_REGION_NOT_ALLOWED',
  severity: 'ERROR',
  about: 'The service is the same in all regions: its ARNs leave the region empty (IAM, and the buckets of S3).',
}
const NO_ACCOUNT: Rule = {
  code: 'ARN_ACCOUNT_NOT_ALLOWED',
  severity: 'ERROR',
  about: 'Bucket names are the same for all accounts: ARNs of buckets and objects leave the account empty.',
}
const RESOURCE: Rule = {
  code: 'INVALID_ARN_RESOURCE',
  severity: 'ERROR',
  about: 'The last part of the ARN is of no form that the service has. An IAM resource is a type, a slash and a name.',
}

/** Rules of resource ARNs. */
export const arnCheck: Check = {
  rules: [PREFIX, PARTITION, FIELD, SERVICE_CASE, INVALID_SERVICE, ACCOUNT, REGION, NO_ACCOUNT, RESOURCE],
  statement({ resource }, linting) {
    if (linting.type === 'trust') return
    for (const text of resource?.texts ?? []) if (text.kind === 'string' && text.value !== '*') checkArn(text, linting)
  },
}

const PARTITIONS = ['aws', 'aws-cn', 'aws-us-gov', 'aws-iso', 'aws-iso-b', 'aws-iso-e', 'aws-iso-f', 'aws-eusc']
const WILDCARD = /[*?]/

function checkArn(text: Text, linting: Linting): void {
  const { report } = linting
  const { value, location } = text
  const [arn, partition = '', service = '', region = '', account = '', ...rest] = value.split(':')
  if (arn !== 'arn' || !value.includes(':')) {
    const lower = arn?.toLowerCase() === 'arn' ? [replace(location, `arn${value.slice(3)}`)] : undefined
    const message = `${JSON.stringify(value)} is no ARN: those begin with "arn:". Every resource is "*".`
    return report(PREFIX, text, { message, fix: lower })
  }
  if (!WILDCARD.test(partition) && !PARTITIONS.includes(partition)) {
    const message = `${JSON.stringify(partition)} is no partition. Use one of ${PARTITIONS.join(', ')}.`
    return report(PARTITION, text, { message })
  }
  if (rest.length === 0) return report(FIELD, text, { message: fieldMessage(value) })
  checkService(text, service, linting)
  if (isOddAccount(account) && !isOwnService(service.toLowerCase(), linting.options)) {
    const plain = account.replaceAll('-', '')
    const fix = TWELVE_DIGITS.test(plain) ? [replace(location, segment(value, 4, plain))] : undefined
    report(ACCOUNT, text, {
      message: `The account ${JSON.stringify(account)} is not valid: accounts have 12 digits.`,
      fix,
    })
  }
  checkGlobalService(text, { service, region, account, resource: rest.join(':') }, linting)
}

const TWELVE_DIGITS = /^[0-9]{12}$/

/** Variables, of which there may be halves here, are another rule's affair (VARIABLE_UNSUPPORTED_IN_ELEMENT). */
const isOddAccount = (account: string): boolean =>
  account !== '' && account !== 'aws' && !TWELVE_DIGITS.test(account) && !/[*?${}]/.test(account)

const fieldMessage = (value: string): string =>
  `${JSON.stringify(value)} lacks segments of arn:partition:service:region:account:resource. Write the missing ones, "*" where any will do.`

/** The ARN with its segment `index` replaced. */
function segment(value: string, index: number, by: string): string {
  const parts = value.split(':')
  parts[index] = by
  return parts.join(':')
}

function checkService(text: Text, service: string, { report, options }: Linting): void {
  if (WILDCARD.test(service) || service === '' || service.includes('${')) return
  const lower = service.toLowerCase()
  if (isOwnService(lower, options)) return
  const known = isArnService(lower)
  if (known && lower !== service) {
    const fix = [replace(text.location, segment(text.value, 2, lower))]
    report(SERVICE_CASE, text, { message: `Write the service of an ARN in lower case: "${lower}".`, fix })
  } else if (!known) {
    const meant = nearest(
      lower,
      services().map(({ prefix }) => prefix),
    )
    const hint = meant === undefined ? 'If it is your own, declare it as known.' : `Did you mean ${meant}?`
    report(INVALID_SERVICE, text, { message: `No ARN of AWS has the service ${JSON.stringify(service)}. ${hint}` })
  }
}

let arnServices: ReadonlySet<string> | undefined

/** Whether a service, or a resource type of one, has ARNs with this service segment. */
function isArnService(segmentText: string): boolean {
  if (findService(segmentText) !== undefined || isHistoricService(segmentText)) return true
  arnServices ??= new Set(
    services().flatMap(({ prefix }) =>
      resourceTypesIn(prefix).flatMap(({ arns }) => arns.map((arn) => arn.split(':')[2]?.toLowerCase() ?? '')),
    ),
  )
  return arnServices.has(segmentText)
}

interface Parts {
  readonly service: string
  readonly region: string
  readonly account: string
  readonly resource: string
}

function checkGlobalService(text: Text, { service, region, account, resource }: Parts, { report }: Linting): void {
  const bucket =
    service === 's3' && /^[a-z0-9.*?-]+(?:\/|$)/.test(resource) && !/^(?:accesspoint|job|storage-lens)/.test(resource)
  if (service === 'iam' || bucket) {
    const what = service === 'iam' ? 'IAM' : 'Buckets'
    if (region !== '' && (service === 'iam' || (!WILDCARD.test(region) && account === ''))) {
      const fix = [replace(text.location, segment(text.value, 3, ''))]
      report(REGION, text, { message: `${what} know no regions in their ARNs. Leave the region empty.`, fix })
    }
    if (bucket && /^[0-9]{12}$/.test(account)) {
      const fix = [replace(text.location, segment(text.value, 4, ''))]
      report(NO_ACCOUNT, text, { message: 'ARNs of buckets have no account. Leave it empty.', fix })
    }
  }
  if (service === 'iam' && resource !== 'root' && !resource.includes('/') && !WILDCARD.test(resource)) {
    const message = `${JSON.stringify(resource)} is no resource of IAM: those look like "role/name".`
    report(RESOURCE, text, { message })
  }
}
