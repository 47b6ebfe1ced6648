/** The request comes first; policies are then written near it, and further requests are its neighbours. */
import { ACCOUNT, OTHER_ACCOUNT } from '../cases/fixtures.ts'
import type { AuthorizationRequest, ContextValue, Principal } from '../src/index.ts'
import { ACTIONS, CALLERS, type Key, KEYS, ODD_ACTIONS, ODD_RESOURCES, RESOURCES, ROLES, STS_ACTIONS } from './names.ts'
import type { Random } from './random.ts'
import { anyCase, changed } from './texts.ts'
import { actualValue } from './values.ts'

/** A request without its policies. */
export type Question = Omit<AuthorizationRequest, 'policies'>

/** What a scene protects: an ordinary resource without or with a policy, or a role with a trust policy. */
export type Protection = 'none' | 'resource' | 'trust'

/** A question to start from. */
export function firstQuestion(protection: Protection, random: Random): Question {
  const trust = protection === 'trust' && !random.chance(10)
  const resource = random.chance(12) ? random.pick(ODD_RESOURCES) : random.pick(trust ? ROLES : RESOURCES)
  const action = random.chance(6) ? random.pick(ODD_ACTIONS) : random.pick(trust ? STS_ACTIONS : ACTIONS)
  const principal = caller(protection, random)
  const own = 'account' in principal ? principal.account : ACCOUNT
  const resourceAccount = random.chance(protection === 'none' ? 6 : 25) ? other(own) : own
  return { action, resource, resourceAccount, principal, context: newContext(principal, random) }
}

/** Without a policy on the resource, callers that have no account are denied whatever else is so. */
function caller(protection: Protection, random: Random): Principal {
  return random.pick(protection === 'none' && !random.chance(5) ? INSIDERS : CALLERS)
}

const INSIDERS = CALLERS.filter((principal) => 'account' in principal)

function other(account: string): string {
  return account === ACCOUNT ? OTHER_ACCOUNT : ACCOUNT
}

function newContext(principal: Principal, random: Random): Map<string, ContextValue> {
  const context = new Map<string, ContextValue>()
  for (let left = 1 + random.below(7); left > 0; left -= 1) {
    const key = random.pick(KEYS)
    context.set(key.name, held(key, random))
  }
  if ('arn' in principal && random.chance(50))
    context.set('aws:principalarn', { values: [principal.arn], multi: false })
  if (principal.kind === 'user' && random.chance(60))
    context.set('aws:username', { values: [principal.name], multi: false })
  return context
}

/** A key's value: now and then empty, with several values, or against the key's nature. */
function held({ family, multi }: Key, random: Random): ContextValue {
  const many = random.chance(7) ? !multi : multi
  if (random.chance(6)) return { values: [], multi: many }
  const values =
    many || random.chance(4)
      ? random.several(1, random.chance(2) ? 30 : 3, () => actualValue(family, random))
      : [actualValue(family, random)]
  return { values, multi: many }
}

/** A question a step away: another action, resource, caller or account, or another value of a key. */
export function neighbour(question: Question, protection: Protection, random: Random): Question {
  const changes: { -readonly [K in keyof Question]?: Question[K] } = {}
  for (let left = 1 + random.below(2); left > 0; left -= 1) {
    switch (random.below(7)) {
      case 0:
        changes.action = random.chance(15)
          ? random.pick(ODD_ACTIONS)
          : random.chance(50)
            ? random.pick(ACTIONS)
            : anyCase(question.action, random)
        break
      case 1:
      case 2:
        changes.resource = nextResource(question.resource, random)
        break
      case 3:
        changes.principal = caller(protection, random)
        break
      case 4:
        if (random.chance(40)) changes.resourceAccount = other(question.resourceAccount)
        break
      default:
        changes.context = nextContext(question.context, random)
    }
  }
  return { ...question, ...changes }
}

function nextResource(resource: string, random: Random): string {
  switch (random.below(5)) {
    case 0:
      return random.pick(RESOURCES)
    case 1:
      return random.pick(ODD_RESOURCES)
    case 2:
      return `${resource}/${random.pick(['ann', 'k', '\n', ':x'])}`
    default:
      return changed(resource, random.below(resource.length + 1), random)
  }
}

function nextContext(context: Question['context'], random: Random): Map<string, ContextValue> {
  const next = new Map(context)
  const key = context.size > 0 && random.chance(60) ? keyNamed(random.pick([...context.keys()])) : random.pick(KEYS)
  if (random.chance(25)) next.delete(key.name)
  else next.set(key.name, held(key, random))
  return next
}

const KEY_BY_NAME: ReadonlyMap<string, Key> = new Map(KEYS.map((key) => [key.name, key]))

/** The key of that lower-cased name. */
export function keyNamed(name: string): Key {
  return KEY_BY_NAME.get(name) ?? { name, written: name, family: 'string', multi: false }
}
