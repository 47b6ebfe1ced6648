/** The one canonical text of a document: what two texts share when they mean the same, letter for letter. */
import type { Condition, PatternSet, PolicyDocument, PrincipalSet, Statement } from '../types.ts'
import { operatorText } from './operator.ts'

type Member = readonly [name: string, json: string]

/** JSON without white space; fixed element order; lists always lists; operators in AWS's spelling, keys as written. */
export function canonicalPolicy(document: PolicyDocument): string {
  const members: Member[] = [['Version', JSON.stringify(document.version)]]
  if (document.id !== undefined) members.push(['Id', JSON.stringify(document.id)])
  members.push(['Statement', `[${document.statements.map(statementText).join()}]`])
  return objectText(members)
}

function objectText(members: readonly Member[]): string {
  return `{${members.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join()}}`
}

function statementText(statement: Statement): string {
  const { sid, effect, principal, action, resource, conditions } = statement
  const members: Member[] = []
  if (sid !== undefined) members.push(['Sid', JSON.stringify(sid)])
  members.push(['Effect', JSON.stringify(effect)])
  if (principal !== undefined)
    members.push([principal.negated ? 'NotPrincipal' : 'Principal', principalText(principal)])
  members.push(patternsMember('Action', action))
  if (resource !== undefined) members.push(patternsMember('Resource', resource))
  if (conditions.length > 0) members.push(['Condition', conditionsText(conditions)])
  return objectText(members)
}

function patternsMember(name: string, { negated, patterns }: PatternSet): Member {
  return [negated ? `Not${name}` : name, JSON.stringify(patterns)]
}

function principalText(principal: PrincipalSet): string {
  if (principal.everyone) return '"*"'
  const types: readonly (readonly [string, readonly string[]])[] = [
    ['AWS', principal.aws],
    ['Service', principal.service],
    ['Federated', principal.federated],
    ['CanonicalUser', principal.canonicalUser],
  ]
  return objectText(
    types.filter(([, values]) => values.length > 0).map(([name, values]) => [name, JSON.stringify(values)]),
  )
}

function conditionsText(conditions: readonly Condition[]): string {
  const byOperator = new Map<string, Member[]>()
  for (const { operator: name, quantifier, ifExists, key, values } of conditions) {
    const operator = operatorText({ name, quantifier, ifExists })
    const keys = byOperator.get(operator) ?? []
    keys.push([key, JSON.stringify(values)])
    byOperator.set(operator, keys)
  }
  return objectText([...byOperator].map(([operator, keys]) => [operator, objectText(keys)]))
}
