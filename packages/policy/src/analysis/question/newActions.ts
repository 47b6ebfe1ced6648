/** How far an example reaches: the other actions for which it holds. */
import { actionsMatching, actionsOf } from '../../data/index.ts'
import { decide } from '../../engine/engine.ts'
import type { AuthorizationRequest, PolicyDocument, Statement } from '../../types.ts'
import { arrange, type Core } from '../search/arrange.ts'
import { isFor } from '../search/resourceFit.ts'
import { compileText } from '../text/compile.ts'
import { type Glob, matchesWord, spell } from '../text/glob.ts'

/**
 * The known actions that `proposed` allows and `existing` does not in the place of an example's own action: on the same
 * resource (which they must be for), by the same caller, with the same context. Sorted by service and name; the example's own action
 * is among them where it is known. `request` is that of a finding of `checkNoNewAccess(existing, proposed)`.
 */
export function newActions(
  existing: PolicyDocument,
  proposed: PolicyDocument,
  request: AuthorizationRequest,
): readonly string[] {
  const { action, resource, principal, context, policies } = request
  const bounded = policies.boundary !== undefined && proposed.type !== 'boundary'
  const core: Core = { action, resource, principal, context, bounded }
  const holds = (one: string): boolean =>
    decide(arrange({ ...core, action: one }, proposed)).allowed &&
    !decide(arrange({ ...core, action: one }, existing)).allowed
  const classes = actionClasses(candidates(proposed, resource), [existing, proposed])
  return classes
    .filter(([first]) => first !== undefined && holds(first))
    .flat()
    .sort()
}

/** Actions that could be called on the resource. */
function candidates({ type, statements }: PolicyDocument, resource: string): readonly string[] {
  if (type === 'trust') return actionsOf('sts').map(({ id }) => id)
  if (resource !== '*')
    return actionsOf(resource.split(':')[2] ?? '')
      .map(({ id }) => id)
      .filter((id) => isFor(id, resource))
  const allowing = statements.filter(({ effect }) => effect === 'Allow')
  const patterns = allowing.flatMap(({ action }) => (action.negated ? ['*'] : action.patterns))
  const ids = [...new Set(patterns)].flatMap((pattern) => actionsMatching(pattern).map(({ id }) => id))
  return [...new Set(ids)].filter((id) => isFor(id, resource))
}

/**
 * Actions by what the statements of some policies say to them: the actions of one class are matched by the same Action
 * elements, so requests that differ in nothing else are decided alike.
 */
export function actionClasses(
  actions: readonly string[],
  documents: readonly PolicyDocument[],
): readonly (readonly string[])[] {
  const sets = documents.flatMap(({ statements }) => statements.map(globsOf))
  const classes = new Map<string, string[]>()
  for (const action of actions) {
    const word = spell(action.toLowerCase())
    const signature = sets.map((globs) => (globs.some((glob) => matchesWord(glob, word)) ? '1' : '0')).join('')
    const same = classes.get(signature)
    if (same === undefined) classes.set(signature, [action])
    else same.push(action)
  }
  return [...classes.values()]
}

const globsOf = ({ action }: Statement): readonly Glob[] =>
  action.patterns.map((text) => compileText(text, { kind: 'action' })).filter((glob) => typeof glob !== 'string')
