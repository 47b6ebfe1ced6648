/** Customer managed policies. Source: IAM API reference, CreatePolicy, CreatePolicyVersion. */
import { type Json, list, members, same, text } from '../json.ts'
import { byName, type Call, type Change, changeOf, missingTags, notImportable, tagCalls } from './change.ts'

const MOST_VERSIONS = 5

const document = (version: Json | undefined): string => JSON.stringify(version?.['Document'])
const number = ({ VersionId }: Json): number => Number(text(VersionId).slice(1))
const inOrder = (policy: Json): readonly Json[] =>
  list(policy['PolicyVersionList']).toSorted((a, b) => number(a) - number(b))

const defaultOf = (policy: Json): Json | undefined =>
  list(policy['PolicyVersionList']).find(({ IsDefaultVersion }) => IsDefaultVersion === true)

/** All versions, oldest first, so that a history without gaps keeps its ids. */
function creation(policy: Json): readonly Call[] {
  const [first, ...more] = inOrder(policy)
  const { Arn, Description, Path, PolicyName } = policy
  const create: Call = {
    action: 'CreatePolicy',
    parameters: {
      PolicyName: text(PolicyName),
      Path: text(Path),
      Description: Description === undefined ? undefined : text(Description),
      PolicyDocument: document(first),
      ...members('Tags', missingTags(policy, undefined)),
    },
    words: 'create',
  }
  const versions = more.map((version) => ({
    action: 'CreatePolicyVersion',
    parameters: {
      PolicyArn: text(Arn),
      PolicyDocument: document(version),
      SetAsDefault: String(version === defaultOf(policy)),
    },
    words: `version ${text(version['VersionId'])}`,
  }))
  return [create, ...versions]
}

/** The file's default version becomes the default; other versions stay as they are. */
function newDefault(policy: Json, present: Json): { readonly calls: readonly Call[]; readonly problems: string[] } {
  const wanted = defaultOf(policy)?.['Document']
  if (same(wanted, defaultOf(present)?.['Document'])) return { calls: [], problems: [] }
  const PolicyArn = text(present['Arn'])
  const versions = list(present['PolicyVersionList'])
  const equal = versions.find(({ Document }) => same(Document, wanted))
  if (equal !== undefined) {
    const VersionId = text(equal['VersionId'])
    const parameters = { PolicyArn, VersionId }
    return { calls: [{ action: 'SetDefaultPolicyVersion', parameters, words: `default ${VersionId}` }], problems: [] }
  }
  if (versions.length >= MOST_VERSIONS)
    return { calls: [], problems: [`has ${MOST_VERSIONS} versions already: delete one first`] }
  const parameters = { PolicyArn, PolicyDocument: JSON.stringify(wanted), SetAsDefault: 'true' }
  return { calls: [{ action: 'CreatePolicyVersion', parameters, words: 'new default version' }], problems: [] }
}

function planned(policy: Json, present: Json | undefined): Change {
  const arn = text(policy['Arn'])
  const entity = `policy ${arn}`
  if (defaultOf(policy) === undefined) return notImportable(entity, 'the file has no default version of it')
  if (present === undefined) return changeOf(entity, false, { calls: creation(policy) })
  if (present['Arn'] !== arn) return notImportable(entity, `the name is taken by ${text(present['Arn'])}`)
  const { calls, problems } = newDefault(policy, present)
  const tags = tagCalls('TagPolicy', { PolicyArn: arn }, missingTags(policy, present))
  return changeOf(entity, true, { calls: [...calls, ...tags], problems })
}

/** AWS's own policies in the file are no part of it: the server has its own. */
export function planPolicies(wanted: readonly Json[], present: readonly Json[]): readonly Change[] {
  const known = byName(present, 'PolicyName')
  return wanted
    .filter(({ Arn }) => !text(Arn).includes(':iam::aws:'))
    .map((policy) => planned(policy, known.get(text(policy['PolicyName']).toLowerCase())))
}
