/** Makes an example that is right also read right: an action on a resource that it is for. */
import { actionsOf, findAction } from '../../data/index.ts'
import type { Core } from './arrange.ts'
import { formatsFor, isFor } from './resourceFit.ts'

/** Actions of a resource's service that are tried in place of another service's. */
const TRIES = 60

/** What may be varied. */
export interface Variations {
  /** Resources that the policies speak of. */
  readonly resources: readonly string[]
  /** Whether a variation is as right as the example. */
  readonly holds: (core: Core) => boolean
}

/** The first variation of `core` that reads better and still holds; else `core` itself. */
export function polish(core: Core, { resources, holds }: Variations): Core {
  for (const better of variations(core, resources)) if (holds(better)) return better
  return core
}

function* variations(core: Core, resources: readonly string[]): Iterable<Core> {
  const { action, resource } = core
  if (isFor(action, resource)) return
  for (const one of resources) if (isFor(action, one)) yield { ...core, resource: one }
  const formats = formatsFor(action)
  for (const format of formats) yield { ...core, resource: fillFormat(format) }
  if (findAction(action) !== undefined && formats.length === 0) yield { ...core, resource: '*' }
  for (const { id } of actionsOf(resource.split(':')[2] ?? '').slice(0, TRIES))
    if (isFor(id, resource)) yield { ...core, action: id }
}

const FILLINGS: ReadonlyMap<string, string> = new Map([
  ['Partition', 'aws'],
  ['Region', 'us-east-1'],
  ['Account', '111122223333'],
])

const HOLE = /\$\{([^}]*)\}/g

const fillFormat = (format: string): string =>
  format.replace(HOLE, (_, name: string) => FILLINGS.get(name) ?? 'example')
