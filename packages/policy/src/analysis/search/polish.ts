/** Makes an example that is right also read right: an action on a resource that it is for. */
import { actionsOf, findAction, resourceTypesOf } from '../../data/index.ts'
import type { Core } from './arrange.ts'

/** Actions of a resource's service that are tried in place of another service's. */
const TRIES = 60

/** The first variation of `core` that reads better and still `holds`; else `core` itself. */
export function polish(core: Core, holds: (core: Core) => boolean): Core {
  for (const better of variations(core)) if (holds(better)) return better
  return core
}

function* variations(core: Core): Iterable<Core> {
  const own = resourcesFor(core.action)
  if (own.some((format) => isOf(core.resource, format))) return
  for (const format of own) yield { ...core, resource: fillFormat(format) }
  if (findAction(core.action) !== undefined && own.length === 0) yield { ...core, resource: '*' }
  const service = core.resource.split(':')[2] ?? ''
  for (const { id } of actionsOf(service).slice(0, TRIES))
    if (resourcesFor(id).some((format) => isOf(core.resource, format))) yield { ...core, action: id }
}

/** ARN formats of an action's resources, those of required ones first. */
function resourcesFor(action: string): readonly string[] {
  const required = new Set(
    findAction(action)
      ?.resourceTypes.filter((use) => use.required)
      .map(({ name }) => name),
  )
  const types = resourceTypesOf(action)
  const ordered = [
    ...types.filter(({ name }) => required.has(name)),
    ...types.filter(({ name }) => !required.has(name)),
  ]
  return ordered.flatMap(({ arns }) => arns)
}

const FILLINGS: ReadonlyMap<string, string> = new Map([
  ['Partition', 'aws'],
  ['Region', 'us-east-1'],
  ['Account', '111122223333'],
])

const HOLE = /\$\{([^}]*)\}/g

function fillFormat(format: string): string {
  return format.replace(HOLE, (_, name: string) => FILLINGS.get(name) ?? 'example')
}

/** Whether a resource begins as the format does, service and type, and has as many segments. */
function isOf(resource: string, format: string): boolean {
  const given = resource.split(':')
  const wanted = format.split(':')
  if (given.length < 6 || given[2] !== wanted[2]) return false
  const fixed = wanted.slice(5).join(':').split('${')[0] ?? ''
  const slashes = format.includes('/') === resource.includes('/')
  return slashes && given.slice(5).join(':').startsWith(fixed)
}
