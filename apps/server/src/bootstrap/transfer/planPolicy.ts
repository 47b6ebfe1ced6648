/** Managed policies, with their version numbers. */
import type { ManagedPolicy, PolicyVersion } from '../../domain/entities.ts'
import { QUOTAS } from '../../domain/quotas.ts'
import type { Writer } from '../../store/store.ts'
import { added, impossible, present, type StateChange, type Step, tagSteps } from './change.ts'

const number = ({ id }: PolicyVersion): number => Number(id.slice(1))

/** Version numbers are never used again: what was deleted here cannot come back, what is newer than all can be added. */
function versions(wanted: ManagedPolicy, have: ManagedPolicy): { steps: readonly Step[]; problems: readonly string[] } {
  const here = new Map(have.versions.map((version) => [version.id, version]))
  const differs = wanted.versions.find(({ id, document }) => (here.get(id)?.document ?? document) !== document)
  if (differs !== undefined)
    return {
      steps: [],
      problems: [`its version ${differs.id} is another one here: both were changed since they parted`],
    }
  const newer = wanted.versions
    .filter((version) => number(version) >= have.nextVersion)
    .toSorted((a, b) => number(a) - number(b))
  const known = new Set([...here.keys(), ...newer.map(({ id }) => id)])
  const problems = [
    ...(newer.every((version, index) => number(version) === have.nextVersion + index)
      ? []
      : ['versions between were deleted: they cannot be made again']),
    ...(here.size + newer.length > QUOTAS.VersionsPerPolicy
      ? [`it would have more than ${QUOTAS.VersionsPerPolicy} versions: delete one first`]
      : []),
    ...(known.has(wanted.defaultVersionId) ? [] : [`its default version ${wanted.defaultVersionId} was deleted here`]),
  ]
  const steps = newer.map((version) => ({
    words: `version ${version.id}`,
    run: (tx: Writer) => tx.write.policies.addVersion(wanted.arn, version, false),
  }))
  return { steps, problems }
}

const newDefault = ({ arn, defaultVersionId, updatedAtMs }: ManagedPolicy, have: ManagedPolicy): readonly Step[] =>
  defaultVersionId === have.defaultVersionId
    ? []
    : [
        {
          words: `default ${defaultVersionId}`,
          run: (tx) => tx.write.policies.setDefaultVersion(arn, defaultVersionId, updatedAtMs),
        },
      ]

/** Before everything that policies are attached to. */
export async function planPolicy(policy: ManagedPolicy, tx: Writer): Promise<StateChange> {
  const entity = `policy ${policy.arn}`
  const have = await tx.policies.byArn(policy.arn)
  const namesake = have ?? (await tx.policies.byName(policy.accountId, policy.name))
  if (namesake !== undefined && namesake.id !== policy.id)
    return impossible(entity, `the name is taken here: by ${namesake.id}, and this is ${policy.id}`)
  if (have === undefined) return added(entity, (to) => to.write.policies.create(policy))
  const { problems, steps } = versions(policy, have)
  return present(
    entity,
    [...steps, ...newDefault(policy, have), ...tagSteps(policy.arn, policy.tags, have.tags)],
    problems,
  )
}
