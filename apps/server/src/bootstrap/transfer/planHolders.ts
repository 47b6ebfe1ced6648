/** Users, groups and roles: by their unique ids, which policies elsewhere may name. */
import type { Group, PolicyHolder, Role, User } from '../../domain/entities.ts'
import type { NamedReader, Writer } from '../../store/store.ts'
import { added, impossible, present, type StateChange, type Step, tagSteps } from './change.ts'

function held(wanted: PolicyHolder, have: PolicyHolder): readonly Step[] {
  const { id } = wanted
  const documents = new Map(have.inlinePolicies.map(({ name, document }) => [name, document]))
  const inline = wanted.inlinePolicies
    .filter(({ name, document }) => documents.get(name) !== document)
    .map(({ name, document }) => ({
      words: `inline policy ${name}`,
      run: (tx: Writer) => tx.write.holders.putInlinePolicy(id, name, document),
    }))
  const attach = wanted.attachedPolicyArns
    .filter((arn) => !have.attachedPolicyArns.includes(arn))
    .map((arn) => ({ words: `attach ${arn}`, run: (tx: Writer) => tx.write.holders.attachPolicy(id, arn) }))
  return [...inline, ...attach]
}

function bounded({ id, boundaryArn }: User | Role, have: User | Role): readonly Step[] {
  if (boundaryArn === undefined || boundaryArn === have.boundaryArn) return []
  return [{ words: `boundary ${boundaryArn}`, run: (tx) => tx.write.holders.setBoundary(id, boundaryArn) }]
}

const joined = ({ id, groupIds }: User, have: User): readonly Step[] =>
  groupIds
    .filter((groupId) => !have.groupIds.includes(groupId))
    .map((groupId) => ({ words: `member of ${groupId}`, run: (tx) => tx.write.users.addToGroup(id, groupId) }))

function settings(wanted: Role, have: Role): readonly Step[] {
  const differs = (['description', 'maxSessionSeconds', 'trustPolicy'] as const).filter(
    (name) => wanted[name] !== undefined && wanted[name] !== have[name],
  )
  if (differs.length === 0) return []
  const change = Object.fromEntries(differs.map((name) => [name, wanted[name]]))
  return [{ words: differs.join(', '), run: (tx) => tx.write.roles.update(wanted.id, change) }]
}

interface Known<T extends PolicyHolder> {
  readonly reader: NamedReader<T>
  create(tx: Writer, holder: T): Promise<void>
  steps(wanted: T, have: T): readonly Step[]
}

/** Why `wanted` cannot stand beside what has its name or its id; undefined where nothing has. */
async function clash<T extends PolicyHolder>(
  wanted: T,
  have: T | undefined,
  reader: NamedReader<T>,
): Promise<string | undefined> {
  if (have !== undefined) {
    if (have.accountId !== wanted.accountId) return `account ${have.accountId} has its id ${wanted.id}`
    const same = have.name === wanted.name && have.path === wanted.path
    return same ? undefined : `it is called ${have.path}${have.name} here`
  }
  const namesake = await reader.byName(wanted.accountId, wanted.name)
  return namesake === undefined ? undefined : `the name is taken here: by ${namesake.id}, and this is ${wanted.id}`
}

async function planned<T extends PolicyHolder>(kind: string, wanted: T, known: Known<T>): Promise<StateChange> {
  const entity = `${kind} ${wanted.name}`
  const have = await known.reader.byId(wanted.id)
  const why = await clash(wanted, have, known.reader)
  if (why !== undefined) return impossible(entity, why)
  if (have === undefined) return added(entity, (tx) => known.create(tx, wanted))
  return present(entity, known.steps(wanted, have))
}

export const planGroup = (group: Group, tx: Writer): Promise<StateChange> =>
  planned('group', group, {
    reader: tx.groups,
    create: (to, each) => to.write.groups.create(each),
    steps: held,
  })

export const planUser = (user: User, tx: Writer): Promise<StateChange> =>
  planned('user', user, {
    reader: tx.users,
    create: (to, each) => to.write.users.create(each),
    steps: (wanted, have) => [
      ...bounded(wanted, have),
      ...held(wanted, have),
      ...joined(wanted, have),
      ...tagSteps(wanted.id, wanted.tags, have.tags),
    ],
  })

export const planRole = (role: Role, tx: Writer): Promise<StateChange> =>
  planned('role', role, {
    reader: tx.roles,
    create: (to, each) => to.write.roles.create(each),
    steps: (wanted, have) => [
      ...bounded(wanted, have),
      ...settings(wanted, have),
      ...held(wanted, have),
      ...tagSteps(wanted.id, wanted.tags, have.tags),
    ],
  })
