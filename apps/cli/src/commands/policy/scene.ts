/** The scene of a simulated request: policy files and flags, read into what the policy engine decides. */
import { requestContext } from '@brevet/policy'
import type { ApplicablePolicies, AuthorizationRequest, PolicySource, PolicyType, Principal } from '@brevet/policy'
import { required, UsageError } from '../../command.ts'
import type { Arguments, Option, Terminal } from '../../command.ts'
import { listOf } from '../sessionOptions.ts'
import { readContext } from './contextOption.ts'
import { type PolicyFile, readPolicyFile } from './policyFile.ts'
import { principalKeys, readPrincipal } from './principal.ts'

/** Options that name policy files. With one of them a simulation needs no server. */
export const FILE_OPTIONS: readonly Option[] = [
  { flag: 'identity', placeholder: 'FILE', description: 'Identity policy of the principal; may be repeated.' },
  { flag: 'boundary', placeholder: 'FILE', description: 'Permissions boundary of the principal.' },
  { flag: 'session', placeholder: 'FILE', description: 'Session policy; may be repeated.' },
  {
    flag: 'scp',
    placeholder: 'FILE[,FILE]',
    description: 'Service control policies of one level, from the organization root down; repeated for each level.',
  },
  { flag: 'rcp', placeholder: 'FILE[,FILE]', description: 'Resource control policies, in the same way.' },
  { flag: 'resource-policy', placeholder: 'FILE', description: 'Policy of the resource; needs --principal.' },
  { flag: 'trust-policy', placeholder: 'FILE', description: 'Trust policy of the role to assume; needs --principal.' },
]

/** Options that describe the request. */
export const REQUEST_OPTIONS: readonly Option[] = [
  { flag: 'principal', placeholder: 'ARN', description: 'Who asks: ARN, account, service or anonymous.' },
  { flag: 'action', placeholder: 'A[,A]', description: 'What is asked for, such as s3:GetObject; may be repeated.' },
  { flag: 'resource', placeholder: 'ARN', description: 'On what (default *); may be repeated.' },
  {
    flag: 'resource-account',
    placeholder: 'ID',
    description: "Owner of resources whose ARN names none (default: the principal's account).",
  },
  {
    flag: 'context',
    placeholder: 'KEY=VALUE',
    description: 'A condition key of the request; repeated for more keys, or for more values of one.',
  },
]

/** Every option that `readScene` reads, in the order of the help text. */
export const SCENE_OPTIONS: readonly Option[] = [...REQUEST_OPTIONS, ...FILE_OPTIONS]

/** What to simulate: each action on each resource. */
export interface Scene {
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  /** Texts of the policy files by the id of their sources, which is the path as given. */
  readonly texts: ReadonlyMap<string, string>
  /** The request for one of the actions on one of the resources. */
  request(action: string, resource: string): AuthorizationRequest
}

/** Whether a policy file is named. */
export const namesFiles = (given: Arguments): boolean => FILE_OPTIONS.some(({ flag }) => given.values.has(flag))

/** No account has this number: it stands for one that nobody has named. */
const UNNAMED_ACCOUNT = '000000000000'
const ACTION = /^[a-zA-Z0-9-]+:[a-zA-Z0-9]+$/
const RESOURCE_ACCOUNT = /^arn:[^:]*:[^:]*:[^:]*:([0-9]{12}):/

/** The actions asked for. Throws UsageError where there is none, or one is no action. */
export function readActions(given: Arguments): readonly string[] {
  required(given, 'action')
  const actions = (given.lists.get('action') ?? []).flatMap((value) => listOf(value))
  const wrong = actions.find((action) => !ACTION.test(action))
  if (wrong !== undefined) throw new UsageError(`--action: '${wrong}' is no action; for example s3:GetObject`)
  return actions
}

/** The resources asked about; `*` where none is named. Throws UsageError for what is neither `*` nor an ARN. */
export function readResources(given: Arguments): readonly string[] {
  const resources = given.lists.get('resource') ?? ['*']
  const wrong = resources.find((resource) => resource !== '*' && !/^arn:(?:[^:]*:){4}/.test(resource))
  if (wrong !== undefined) throw new UsageError(`--resource: '${wrong}' is neither an ARN nor *`)
  return resources
}

/** The account of `--resource-account`. Throws UsageError for what is no account. */
export function readResourceAccount(given: Arguments): string | undefined {
  const account = given.values.get('resource-account')
  if (account === undefined || /^[0-9]{12}$/.test(account)) return account
  throw new UsageError(`--resource-account takes the 12 digits of an account, not '${account}'`)
}

interface Files {
  readonly policies: ApplicablePolicies
  readonly texts: ReadonlyMap<string, string>
}

function readFiles(given: Arguments, terminal: Terminal): Files {
  const read: PolicyFile[] = []
  const source = (path: string, type: PolicyType): PolicySource => {
    const file = readPolicyFile(path, type, terminal)
    read.push(file)
    return file.source
  }
  const each = (flag: string, type: PolicyType): readonly PolicySource[] =>
    (given.lists.get(flag) ?? []).map((path) => source(path, type))
  const levels = (flag: 'scp' | 'rcp'): readonly (readonly PolicySource[])[] =>
    (given.lists.get(flag) ?? []).map((paths) => listOf(paths).map((path) => source(path, flag)))
  const one = (flag: string, type: PolicyType): PolicySource | undefined => {
    const paths = given.lists.get(flag) ?? []
    if (paths.length > 1) throw new UsageError(`--${flag} can be given once`)
    return paths[0] === undefined ? undefined : source(paths[0], type)
  }
  const boundary = one('boundary', 'boundary')
  const resource = one('resource-policy', 'resource')
  const trust = one('trust-policy', 'trust')
  if (resource !== undefined && trust !== undefined)
    throw new UsageError('--resource-policy and --trust-policy exclude each other: a role has the latter')
  const policies: ApplicablePolicies = {
    identity: each('identity', 'identity'),
    ...(boundary === undefined ? {} : { boundary }),
    ...(given.values.has('session') ? { session: each('session', 'session') } : {}),
    scp: levels('scp'),
    rcp: levels('rcp'),
    ...(resource === undefined ? {} : { resource: { kind: 'resource', source: resource } }),
    ...(trust === undefined ? {} : { resource: { kind: 'trust', source: trust } }),
  }
  return { policies, texts: new Map(read.map(({ source: { id }, text }) => [id, text])) }
}

/** Somebody in the account of the resource of whom nothing is known: for policies that ask nothing about the principal. */
const somebody = (account: string): Principal => ({
  kind: 'user',
  account,
  arn: `arn:aws:iam::${account}:user/`,
  id: '',
  name: '',
})

/**
 * Reads the scene. Throws UsageError (flags that make no sense, no policy file) and CommandError (files that cannot be
 * read or are no policy of their type). Keys of `--context` win over what the principal implies; keys of the network and
 * of time are only those that are given.
 */
export async function readScene(given: Arguments, terminal: Terminal): Promise<Scene> {
  if (!namesFiles(given)) throw new UsageError('no policy is named: --identity FILE, for instance')
  const actions = readActions(given)
  const resources = readResources(given)
  const { policies, texts } = readFiles(given, terminal)
  const named = given.values.get('principal')
  if (named === undefined && policies.resource !== undefined)
    throw new UsageError('--principal is needed: the policy of a resource says who may use it')
  const owner = readResourceAccount(given)
  const keys = await readContext(given)
  const known = named === undefined ? undefined : readPrincipal(named)
  const knownAccount = known !== undefined && 'account' in known ? known.account : UNNAMED_ACCOUNT
  return {
    actions,
    resources,
    texts,
    request(action, resource) {
      const resourceAccount = RESOURCE_ACCOUNT.exec(resource)?.[1] ?? owner ?? knownAccount
      const context = requestContext([
        ...keys.map(({ key, values, multi }) => [key, multi ? values : (values[0] ?? '')] as const),
        ...(known === undefined ? [] : principalKeys(known)),
        ['aws:ResourceAccount', resourceAccount],
      ])
      return { action, resource, resourceAccount, principal: known ?? somebody(resourceAccount), context, policies }
    },
  }
}
