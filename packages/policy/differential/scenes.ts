/** A scene: all the policies in force, and several requests asked of them, so that what is compiled once is used often. */
import { ALLOW_ALL, FULL_RCP } from '../cases/fixtures.ts'
import {
  type ApplicablePolicies,
  type AuthorizationRequest,
  canonicalPolicy,
  type Effect,
  parsePolicy,
  type PolicyDocument,
  type PolicySource,
  type PolicyType,
  type PolicyVersion,
} from '../src/index.ts'
import { Random } from './random.ts'
import { firstQuestion, neighbour, type Protection, type Question } from './requests.ts'
import { newStatement } from './statements.ts'

/** Requests asked of each scene. */
export const QUESTIONS = 12

/** JSON with escapes for what a policy text may not hold raw. */
export function asciiJson(text: string): string {
  return /[^ -~]/.test(text)
    ? text.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : text
}

function parsed(statement: object, type: PolicyType): PolicyDocument {
  const result = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statement }), type)
  if (!result.ok) throw new Error(result.faults[0]?.detail)
  return result.policy
}

const EVERYTHING: Readonly<Record<'identity' | 'boundary' | 'session' | 'scp' | 'rcp', PolicyDocument>> = {
  identity: parsed(ALLOW_ALL, 'identity'),
  boundary: parsed(ALLOW_ALL, 'boundary'),
  session: parsed(ALLOW_ALL, 'session'),
  scp: parsed(ALLOW_ALL, 'scp'),
  rcp: parsed(FULL_RCP, 'rcp'),
}

/** Writes policies for one question. */
class Author {
  readonly #question: Question
  readonly #random: Random
  readonly #denials: number
  /** Now and then a policy as long as real ones: indexes show their faults in company only. */
  readonly #most: number
  /** Policies of the scene so far: one policy may be attached in several places, also where its type does not belong. */
  readonly #written: PolicyDocument[] = []
  #count = 0

  constructor(question: Question, random: Random) {
    this.#question = question
    this.#random = random
    this.#denials = random.pick([0, 8, 8, 25])
    this.#most = random.chance(1) ? 30 : random.chance(6) ? 6 : 1 + random.below(2)
  }

  source(type: PolicyType): PolicySource {
    const random = this.#random
    this.#count += 1
    return {
      id: `${type}${this.#count}`,
      ...(random.chance(20) ? { version: 'v1' } : {}),
      ...(random.chance(20) ? { attachedTo: 'arn:aws:iam::111122223333:user/team/ann' } : {}),
      document: this.#document(type),
    }
  }

  #document(type: PolicyType): PolicySource['document'] {
    const random = this.#random
    if (random.chance(0.7)) return { unreadable: 'Statement[0]: test' }
    if (this.#written.length > 0 && random.chance(4)) return random.pick(this.#written)
    if (type !== 'trust' && type !== 'resource' && random.chance(type === 'rcp' ? 80 : 35)) return EVERYTHING[type]
    const document = this.#write(type)
    this.#written.push(document)
    return document
  }

  /** Most policies pass through their text; those that cannot, and some that could, are used as built. */
  #write(type: PolicyType): PolicyDocument {
    const random = this.#random
    const wild = random.chance(20)
    const version: PolicyVersion = random.chance(12) && type !== 'scp' && type !== 'rcp' ? '2008-10-17' : '2012-10-17'
    const statements = random.several(1, this.#most, (index) => {
      const effect: Effect = type === 'rcp' && !wild ? 'Deny' : random.chance(this.#denials) ? 'Deny' : 'Allow'
      return newStatement({ question: this.#question, type, version, effect, wild, index }, random)
    })
    const document: PolicyDocument = { type, version, ...(random.chance(5) ? { id: 'P' } : {}), statements }
    if (wild && random.chance(70)) return document
    const result = parsePolicy(asciiJson(canonicalPolicy(document)), type)
    return result.ok ? result.policy : document
  }

  #levels(type: 'scp' | 'rcp'): PolicySource[][] {
    const random = this.#random
    const level = (): PolicySource[] => random.several(1, random.chance(20) ? 2 : 1, () => this.source(type))
    return random.several(1, random.chance(20) ? 3 : 1, level)
  }

  /** More levels than there are bits in a word. */
  #deep(type: 'scp' | 'rcp'): PolicySource[][] {
    const random = this.#random
    return random.several(25, 50, (level) => [
      random.chance(4) ? this.source(type) : { id: `${type}-level${level}`, document: EVERYTHING[type] },
    ])
  }

  policies(protection: Protection): ApplicablePolicies {
    const random = this.#random
    const guard = (type: 'scp' | 'rcp'): PolicySource[][] =>
      random.chance(70) ? [] : random.chance(0.6) ? this.#deep(type) : this.#levels(type)
    return {
      identity: random.several(random.chance(15) ? 0 : 1, random.chance(30) ? 2 : 1, () => this.source('identity')),
      ...(random.chance(25) ? { boundary: this.source('boundary') } : {}),
      ...(random.chance(35)
        ? {
            session: random.several(random.chance(10) ? 0 : 1, random.chance(30) ? 2 : 1, () => this.source('session')),
          }
        : {}),
      ...(random.chance(25) ? { sessionLimitsDirectGrant: random.chance(70) } : {}),
      scp: guard('scp'),
      rcp: guard('rcp'),
      ...(protection === 'none' ? {} : { resource: { kind: protection, source: this.source(protection) } }),
    }
  }
}

/** Other policies with the same sources: what is compiled for one set must not leak into another. */
function varied(policies: ApplicablePolicies, random: Random): ApplicablePolicies {
  const { boundary, session, resource, ...rest } = policies
  const kept = { ...(boundary && { boundary }), ...(session && { session }), ...(resource && { resource }) }
  switch (random.below(6)) {
    case 0:
      return { ...rest, ...(session && { session }), ...(resource && { resource }) }
    case 1:
      return { ...rest, ...(boundary && { boundary }), ...(resource && { resource }) }
    case 2:
      return { ...rest, ...(boundary && { boundary }), ...(session && { session }) }
    case 3:
      return { ...rest, ...kept, sessionLimitsDirectGrant: rest.sessionLimitsDirectGrant !== true }
    case 4:
      return { ...rest, ...kept, identity: policies.identity.toReversed() }
    default:
      return {
        ...rest,
        ...kept,
        ...(resource && { resource: { ...resource, kind: resource.kind === 'trust' ? 'resource' : 'trust' } }),
      }
  }
}

/** Scene number `scene` of `seed`. */
export function newScene(seed: number, scene: number): readonly AuthorizationRequest[] {
  const random = new Random(seed, scene)
  const protection = random.pick<Protection>(['none', 'none', 'resource', 'resource', 'trust'])
  const question = firstQuestion(protection, random)
  const policies = new Author(question, random).policies(protection)
  return Array.from({ length: QUESTIONS }, (_, index) => ({
    ...(index === 0 ? question : neighbour(question, protection, random)),
    policies: index > 0 && random.chance(12) ? varied(policies, random) : policies,
  }))
}
