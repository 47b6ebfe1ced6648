/** Which resources an action is for, as AWS's service reference has it. */
import { findAction, resourceTypesOf } from '../../data/index.ts'

/** ARN formats of an action's resources, those of required ones first; none for actions on `*` and for unknown actions. */
export function formatsFor(action: string): readonly string[] {
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

/** Whether a call of the action can be about the resource: one of its types, or `*` where it has none. */
export function isFor(action: string, resource: string): boolean {
  const formats = formatsFor(action)
  return formats.length === 0 ? resource === '*' : formats.some((format) => isOf(resource, format))
}

/** Whether a resource begins as the format does, service and type, and has slashes where it has. */
function isOf(resource: string, format: string): boolean {
  const given = resource.split(':')
  const wanted = format.split(':')
  if (given.length < 6 || given[2] !== wanted[2]) return false
  const fixed = wanted.slice(5).join(':').split('${')[0] ?? ''
  return format.includes('/') === resource.includes('/') && given.slice(5).join(':').startsWith(fixed)
}
