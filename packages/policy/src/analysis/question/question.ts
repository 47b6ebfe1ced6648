/** What all questions have in common: rules, callers, a budget, and an answer put together statement by statement. */
import { readVariable } from '../../reference/template.ts'
import type { PolicyDocument, Statement } from '../../types.ts'
import { type Budget, createBudget } from '../budget.ts'
import { type Caller, CALLER_KEYS, domainFor } from '../principal/caller.ts'
import { callersOf } from '../principal/callers.ts'
import { plainCaller, roleSession, user } from '../principal/makeCaller.ts'
import type { Public } from '../principal/strangers.ts'
import { type Core, RCP_ALLOW } from '../search/arrange.ts'
import { applies, findRequest, type Found, type Means, type Search } from '../search/findRequest.ts'
import { spellAction } from '../search/knownAction.ts'
import { createLiterals, type Literals, type Rule } from '../search/rule.ts'
import { createSolver } from '../search/solver.ts'
import { createVariables } from '../text/compile.ts'
import type { AnalysisOptions } from '../types.ts'

/** A question being answered. */
export interface Question {
  readonly budget: Budget
  readonly literals: Literals
  /** False where there may be more kinds of callers than were looked at: then nothing is proved. */
  readonly complete: boolean
  /** The rules of a document, those of one effect where one is given. */
  rulesOf(document: PolicyDocument, effect?: Statement['effect']): readonly Rule[]
  /** Looks for a request of any of the callers. Throws BudgetSpent. */
  find(search: Omit<Search, 'caller' | 'also'> & Partial<Pick<Search, 'also'>>): Found
}

/** What is special about a question. */
export interface Special {
  readonly options?: AnalysisOptions | undefined
  /** The callers to ask about and the states of their keys, rather than all. */
  readonly strangers?: Public
}

/** A question about `documents`, all of one type. */
export function createQuestion(documents: readonly PolicyDocument[], special: Special = {}): Question {
  const budget = createBudget(special.options?.budget)
  const variables = createVariables()
  const literals = createLiterals(variables)
  const trust = documents.some(({ type }) => type === 'trust')
  const solver = createSolver({ budget, variables, trust, domainOf: special.strangers?.domainOf ?? domainFor })
  const means: Means = { solver, variables, budget }
  const rules = new Map(documents.map((document) => [document, allRules(document, literals)]))
  const { callers, complete } = special.strangers ?? callersFor(documents)
  const distinct = tellApart(callers, [...rules.values()].flat(), budget)
  const spellings = documents.flatMap(({ statements }) => statements.flatMap(({ action }) => action.patterns))
  return {
    budget,
    literals,
    complete,
    rulesOf: (document, effect) =>
      (rules.get(document) ?? []).filter(({ statement }) => effect === undefined || statement.effect === effect),
    find({ avoid, also = [], confirm, ...search }) {
      let unsure = false
      for (const { caller, reached } of distinct) {
        if (!search.must.every((rule) => reached.has(rule))) continue
        const reachable = avoid.filter((rule) => reached.has(rule))
        const found = findRequest(
          { ...search, avoid: reachable, also, caller, confirm: (core) => confirm(spell(core)) },
          means,
        )
        if (found === 'unsure') unsure = true
        else if (found !== 'none') return { core: spell(found.core) }
      }
      return unsure || !complete ? 'unsure' : 'none'
    },
  }
  function spell(core: Core): Core {
    return { ...core, action: spellAction(core.action, spellings) }
  }
}

function allRules(document: PolicyDocument, literals: Literals): readonly Rule[] {
  const statements = document.type === 'rcp' ? [...document.statements, RCP_ALLOW] : document.statements
  return statements.map((statement) => literals.ruleOf(statement, document))
}

/** Policies that name no principals: some user or role, of whom only its own keys tell. */
const UNNAMED: Caller = {
  ...plainCaller(user('arn:aws:iam::111122223333:user/example'), new Map()),
  withArn: (arn) => (arn.includes(':role/') ? roleSession(arn) : user(arn)),
}
const UNNAMED_SESSION: Caller = {
  ...plainCaller(roleSession('arn:aws:iam::111122223333:role/example'), new Map()),
  withArn: (arn) => roleSession(arn),
}

function callersFor(documents: readonly PolicyDocument[]): {
  readonly callers: readonly Caller[]
  readonly complete: boolean
} {
  const [type] = documents.map((document) => document.type)
  if (type === 'resource' || type === 'trust' || type === 'rcp') return callersOf(documents)
  return { callers: [type === 'session' ? UNNAMED_SESSION : UNNAMED], complete: true }
}

/** Who, and which rules reach them as far as principals go. */
interface Reached {
  readonly caller: Caller
  readonly reached: ReadonlySet<Rule>
}

/** One of all callers whom the same rules reach, unless conditions look at who they are. */
function tellApart(callers: readonly Caller[], rules: readonly Rule[], budget: Budget): readonly Reached[] {
  const looking = rules.some(looksAtCaller)
  const seen = new Set<string>()
  const found: Reached[] = []
  for (const caller of callers) {
    const bits = rules.map((rule) => reaches(rule, caller, budget))
    const reached = new Set(rules.filter((_, index) => bits[index]))
    const key = bits.map(Number).join('')
    if (!looking && seen.has(key)) continue
    seen.add(key)
    found.push({ caller, reached })
  }
  return found
}

function reaches({ statement, document, literals }: Rule, caller: Caller, budget: Budget): boolean {
  const everything = { negated: false, patterns: ['*'] }
  const bare = { ...statement, action: everything, resource: everything, conditions: [] }
  const core = {
    action: 'a:b',
    resource: '*',
    principal: caller.principal,
    bounded: caller.bounded,
    context: new Map(),
  }
  return applies({ statement: bare, document, literals }, core, budget)
}

/** Whether a rule asks for a key that follows from who calls. */
function looksAtCaller({ statement }: Rule): boolean {
  const { action, resource, conditions } = statement
  const texts = [...action.patterns, ...(resource?.patterns ?? []), ...conditions.flatMap(({ values }) => values)]
  return [...conditions.map(({ key }) => key), ...texts.flatMap(variableNames)].some(
    (key) => CALLER_KEYS.has(key.toLowerCase()) || key.includes('.'),
  )
}

function variableNames(text: string): readonly string[] {
  const names: string[] = []
  for (let at = text.indexOf('${'); at !== -1; at = text.indexOf('${', at + 1)) {
    const name = readVariable(text, at)?.name
    if (name !== undefined) names.push(name)
  }
  return names
}
