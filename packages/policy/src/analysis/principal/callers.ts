/** All callers that some policies can tell apart: those they name, and one of each kind that they do not. */
import type { PolicyDocument, Principal } from '../../types.ts'
import { spell } from '../text/glob.ts'
import { accountKeys, always, among, anonymousKeys, between, type Caller } from './caller.ts'
import {
  federatedCaller,
  federatedUserCaller,
  plainCaller,
  roleCaller,
  serviceCaller,
  userCaller,
  withId,
} from './makeCaller.ts'

/** The callers to ask about. `complete` is false where there may be more kinds than these. */
export interface Callers {
  readonly callers: readonly Caller[]
  readonly complete: boolean
  /** Those among them whom the policies know nothing of: of an account that none mentions, or without credentials. */
  readonly strangers: readonly Caller[]
}

/**
 * Callers for policies that name principals (resource, trust and resource control policies). Named ones come first. A role
 * or user that is named by its ARN is there under that ARN: IAM refuses others, and one name under two paths.
 */
export function callersOf(documents: readonly PolicyDocument[]): Callers {
  const sets = documents.flatMap(({ statements }) => statements.flatMap(({ principal }) => principal ?? []))
  const aws = [...new Set(sets.flatMap((set) => set.aws))]
  const keyed = documents.flatMap(({ statements }) => statements.flatMap(accountTexts))
  const mentioned = new Set([...aws, ...keyed].flatMap((text) => text.match(/[0-9]{12}/g) ?? []))
  const stranger = strangerOf(mentioned)
  const trust = documents.some(({ type }) => type === 'trust')
  const strangers = [...others(stranger, aws), ...(trust ? [] : [plainCaller({ kind: 'anonymous' }, anonymousKeys())])]
  const callers = [
    ...aws.flatMap((value) => named(value, aws)),
    ...[...mentioned].flatMap((account) => others(account, aws)),
    ...unique([...sets.flatMap((set) => set.service), 'example.amazonaws.com']).map(serviceCaller),
    ...unique([...sets.flatMap((set) => set.federated), OTHER_PROVIDER]).map(federatedCaller),
  ]
  const bounded = (them: readonly Caller[]): readonly Caller[] =>
    sets.some((set) => set.negated)
      ? [...them, ...them.filter(({ principal }) => 'account' in principal).map((one) => ({ ...one, bounded: true }))]
      : them
  const ids = aws.filter((value) => /^A(?:IDA|ROA)/.test(value))
  const all = [...callers, ...strangers]
  return {
    callers: bounded([...all, ...all.flatMap((caller) => ids.flatMap((id) => withId(caller, id) ?? []))]),
    complete: !keyed.some(hasPartOfAccount),
    strangers: bounded(strangers),
  }
}

/** A provider that no policy names. */
const OTHER_PROVIDER = 'arn:aws:iam::111122223333:saml-provider/another-provider'

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)]

/** Condition values that speak of the caller's account. */
function accountTexts({ conditions }: PolicyDocument['statements'][number]): readonly string[] {
  return conditions.flatMap(({ key, values }) => (/^aws:principal(?:arn|account)$/i.test(key) ? values : []))
}

/** A wildcard beside digits in an account id: the callers of one account do not stand for those of all others. */
const hasPartOfAccount = (text: string): boolean =>
  /(?:^|:)(?:[0-9?]{1,11}\*|[0-9]*\?[0-9?]*|\*[0-9?]+|[0-9?]+\*[0-9?]*)(?::|$)/.test(text)

/** An account that nobody mentions. */
function strangerOf(mentioned: ReadonlySet<string>): string {
  let account = 999_999_999_999
  while (mentioned.has(String(account))) account -= 111_111_111
  return String(account)
}

/** The callers behind one ARN of a Principal element; accounts and unique ids come later. */
function named(value: string, aws: readonly string[]): readonly Caller[] {
  const [, partition = '', service = '', , account = '', resource = ''] = value.split(':')
  const iam = `arn:${partition}:iam::${account}:`
  const [kind = '', first = '', second = ''] = resource.split('/')
  if (kind === 'assumed-role') {
    const known = aws.find((one) => one.startsWith(`${iam}role/`) && one.endsWith(`/${first}`))
    const open = among([spell(`${iam}role/${first}`), between(`${iam}role/`, `/${first}`)])
    const arns = known === undefined ? open : always(known)
    return [roleCaller(`${iam}role/${first}`, arns, { session: second })]
  }
  if (service === 'sts') {
    const issuers = aws.filter((one) => one.startsWith(`${iam}user/`))
    return [`${iam}user/issuer`, ...issuers].map((issuer) => federatedUserCaller(value, issuer))
  }
  if (kind === 'user')
    return [userCaller(value, always(value)), federatedUserCaller(federatedArn(account, 'example'), value, [])]
  return kind === 'role' ? [roleCaller(value, always(value))] : []
}

const federatedArn = (account: string, name: string): string => `arn:aws:sts::${account}:federated-user/${name}`

/** One caller of each kind, of one account, whom the policies do not name. */
function others(account: string, aws: readonly string[]): readonly Caller[] {
  const iam = `arn:aws:iam::${account}:`
  const partsOf = (kind: string): readonly string[][] =>
    aws
      .filter((value) => value.split(':')[4] === account && value.includes(`:${kind}/`))
      .map((value) => value.split('/'))
  const roles = [
    ...partsOf('role').map((parts) => parts.at(-1) ?? ''),
    ...partsOf('assumed-role').map((parts) => parts[1] ?? ''),
  ]
  const users = partsOf('user').map((parts) => parts.at(-1) ?? '')
  const guests = partsOf('federated-user').map((parts) => parts[1] ?? '')
  const notRoles = roles.flatMap((name) => [spell(`${iam}role/${name}`), between(`${iam}role/`, `/${name}`)])
  const notUsers = aws.filter((value) => value.startsWith(`${iam}user/`)).map(spell)
  const root: Principal = { kind: 'root', account, partition: 'aws' }
  return [
    roleCaller(`${iam}role/${fresh('example', roles)}`, among([between(`${iam}role/`, '')], notRoles)),
    userCaller(`${iam}user/${fresh('example', users)}`, among([between(`${iam}user/`, '')], notUsers)),
    plainCaller(root, accountKeys(root, { arn: always(`${iam}root`) })),
    federatedUserCaller(
      federatedArn(account, fresh('guest', guests)),
      `${iam}user/${fresh('issuer', users)}`,
      guests.map((name) => spell(federatedArn(account, name))),
    ),
  ]
}

const fresh = (name: string, taken: readonly string[]): string =>
  taken.includes(name) ? fresh(`${name}x`, taken) : name
