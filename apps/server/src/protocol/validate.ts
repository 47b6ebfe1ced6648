/** The model's constraints, with AWS's sentences. */
import { validationError } from '../domain/errors.ts'
import { echo } from './malformed.ts'
import { printed } from './printed.ts'
import type { ScalarSchema, Schema } from './schema.ts'
import { specifiedValueSentence } from './specifiedValue.ts'

/** Which rule a value breaks. */
export type Rule = 'null' | 'pattern' | 'enum' | 'maxLength' | 'minLength' | 'maxValue' | 'minValue'

/** One broken constraint. */
export interface Violation {
  readonly rule: Rule
  /** The member's place, as in the sentence. */
  readonly path: string
  /** `1 validation error detected: ` is followed by this. */
  readonly sentence: string
  /** What the service says instead, where it finds this out only after everything else of the input is right. */
  readonly afterwards?: string
}

/** After so many broken constraints the rest is not looked at: an input of nothing but errors must not cost more than it is worth. */
const MAX_VIOLATIONS = 50
/** Sentences repeat at most this much of a value. */
const ECHO = 1024
const NOT_NULL = 'Member must not be null'

/**
 * How a service words its sentences: most repeat the value and the values of an enumeration, IAM neither of them.
 * Source: answers of AWS recorded in LocalStack's snapshots, STS of July 2025 and IAM of March 2025 and later.
 */
export type Wording = 'whole' | 'terse'

/** A value at its place. */
interface Subject {
  readonly schema: Schema
  readonly value: unknown
  readonly path: string
}

/** A rule and how AWS words it. */
interface Constraint {
  readonly rule: Rule
  /** Asked for only where something is wrong: most inputs are right. */
  readonly words: (wording: Wording) => string
  readonly holds: boolean
}

/** Source: Smithy, "length trait": characters are Unicode scalar values. */
const codePoints = (text: string): number => {
  let count = 0
  for (const _ of text) count += 1
  return count
}

const upTo = (max: number | undefined, size: number): boolean => max === undefined || size <= max
const atLeast = (min: number | undefined, size: number): boolean => min === undefined || size >= min

function sizeConstraints({ min, max }: Schema, size: number, noun: 'Length' | 'Value'): Constraint[] {
  const words = (comparison: string, bound: number) => () =>
    `Member must have ${noun.toLowerCase()} ${comparison} than or equal to ${bound}`
  const constraints: Constraint[] = []
  if (max !== undefined) constraints.push({ rule: `max${noun}`, words: words('less', max), holds: upTo(max, size) })
  if (min !== undefined)
    constraints.push({ rule: `min${noun}`, words: words('greater', min), holds: atLeast(min, size) })
  return constraints
}

function textConstraints(schema: ScalarSchema, text: string): Constraint[] {
  const { pattern } = schema
  const length = codePoints(text)
  const constraints: Constraint[] = []
  if (pattern !== undefined)
    constraints.push({
      rule: 'pattern',
      words: () => `Member must satisfy regular expression pattern: ${pattern.text}`,
      // Some patterns take time that grows with the square of the length: they never see more than the model allows.
      holds: !upTo(schema.max, length) || pattern.expression.test(text),
    })
  const { enum: values } = schema
  if (values !== undefined)
    constraints.push({
      rule: 'enum',
      words: (wording) => `Member must satisfy enum value set${wording === 'terse' ? '' : `: [${values.join(', ')}]`}`,
      holds: values.includes(text),
    })
  return [...constraints, ...sizeConstraints(schema, length, 'Length')]
}

/** Every constraint on the value itself, in the order AWS reports them. */
function constraintsOn(schema: Schema, value: unknown): readonly Constraint[] {
  if (schema.kind === 'scalar' && schema.type === 'string') return textConstraints(schema, String(value))
  if (typeof value === 'number')
    return schema.kind === 'scalar' && schema.type === 'timestamp' ? [] : sizeConstraints(schema, value, 'Value')
  if (Array.isArray(value)) return sizeConstraints(schema, value.length, 'Length')
  if (value instanceof Map) return sizeConstraints(schema, value.size, 'Length')
  if (value instanceof Uint8Array) return sizeConstraints(schema, value.length, 'Length')
  return []
}

/** Sensitive values are not repeated: AWS then leaves them out of the sentence. */
function sentence({ schema, value, path }: Subject, words: string, wording: Wording): string {
  const text = wording === 'terse' ? undefined : printed(schema, value)
  const shown = text === undefined ? 'Value' : `Value '${echo(text, ECHO)}'`
  return `${shown} at '${path}' failed to satisfy constraint: ${words}`
}

/** What may not be null in a list: AWS names this constraint of tag keys, not of client ids, thumbprints, policies and filters. */
const NEVER_NULL: ReadonlySet<string> = new Set(['tagKeyType'])

/**
 * All constraints of what a list or a map holds, as AWS names them together: sizes, then the form, with the values of an
 * enumeration. Source: answers of AWS in LocalStack's test_iam_roles and test_iam_oidc, and in radkawar/stackd's
 * testdata/aws/iam, query_collections and account_reporting, all of 2026.
 */
function togetherWords(schema: Schema, constraints: readonly Constraint[]): string {
  const isForm = ({ rule }: Constraint): boolean => rule === 'pattern' || rule === 'enum'
  const sizes = constraints.filter((constraint) => !isForm(constraint))
  const words = [...sizes, ...constraints.filter(isForm)].map((constraint) => constraint.words('whole'))
  return [...words, ...(NEVER_NULL.has(schema.name) ? [NOT_NULL] : [])].join(', ')
}

/** Collects what is wrong with an input. */
class Inspection {
  readonly found: Violation[] = []
  readonly #wording: Wording

  constructor(wording: Wording) {
    this.#wording = wording
  }

  #report(subject: Subject, rule: Rule, words: string): void {
    const { schema, path } = subject
    const afterwards =
      this.#wording === 'terse' && rule === 'pattern' ? specifiedValueSentence(schema, path) : undefined
    const found = { rule, path, sentence: sentence(subject, words, this.#wording) }
    this.found.push(afterwards === undefined ? found : { ...found, afterwards })
  }

  inspect(subject: Subject): void {
    if (this.found.length >= MAX_VIOLATIONS) return
    for (const { rule, words, holds } of constraintsOn(subject.schema, subject.value)) {
      if (!holds) this.#report(subject, rule, words(this.#wording))
    }
    const { schema, value } = subject
    if (schema.kind === 'structure') this.#members(subject, value as Readonly<Record<string, unknown>>)
    else if (schema.kind === 'list') this.#items(subject, schema.item, value as readonly unknown[])
    else if (schema.kind === 'map') {
      const entries = value as ReadonlyMap<unknown, unknown>
      this.#each(subject, {
        schema: schema.key,
        values: [...entries.keys()],
        prefix: 'Map keys must satisfy constraint',
      })
      this.#values(subject, schema.value, entries)
    }
  }

  #values(subject: Subject, schema: Schema, entries: ReadonlyMap<unknown, unknown>): void {
    if (isScalar(schema)) {
      const prefix = 'Map value must satisfy constraint'
      return this.#each(subject, { schema, values: [...entries.values()], prefix })
    }
    for (const [key, value] of entries) this.inspect({ schema, value, path: `${subject.path}.${String(key)}.member` })
  }

  #members({ schema, path }: Subject, value: Readonly<Record<string, unknown>>): void {
    if (schema.kind !== 'structure') return
    for (const member of schema.reported) {
      const below = path === '' ? member.label : `${path}.${member.label}`
      const inner = value[member.name]
      if (inner !== undefined) this.inspect({ schema: member.schema, value: inner, path: below })
      else if (member.required)
        this.found.push({
          rule: 'null',
          path: below,
          sentence: `${this.#wording === 'terse' ? 'Value' : 'Value null'} at '${below}' failed to satisfy constraint: ${NOT_NULL}`,
        })
    }
  }

  #items(subject: Subject, item: Schema, values: readonly unknown[]): void {
    if (isScalar(item)) return this.#each(subject, { schema: item, values, prefix: 'Member must satisfy constraint' })
    for (const [index, value] of values.entries()) {
      this.inspect({ schema: item, value, path: `${subject.path}.${index + 1}.member` })
    }
  }

  /** AWS reports scalars inside a list or map once, at the list or map, with all of their constraints. */
  #each(subject: Subject, inner: { schema: Schema; values: readonly unknown[]; prefix: string }): void {
    for (const value of inner.values) {
      const constraints = constraintsOn(inner.schema, value)
      const broken = constraints.find(({ holds }) => !holds)
      if (broken === undefined) continue
      const words = togetherWords(inner.schema, constraints)
      return this.#report(subject, broken.rule, `${inner.prefix}: [${words}]`)
    }
  }
}

const isScalar = (schema: Schema): boolean => schema.kind === 'scalar'

/** The constraints of the model that `input` breaks, in the order in which AWS tells them: some fifty at most. */
export function violationsOf(schema: Schema, input: unknown, wording: Wording = 'whole'): readonly Violation[] {
  const inspection = new Inspection(wording)
  inspection.inspect({ schema, value: input, path: '' })
  return inspection.found
}

/** `N validation errors detected: ...; ...` as a ValidationError; or what the service says afterwards, where there is nothing else. */
export function validationErrorOf(violations: readonly Violation[]): ReturnType<typeof validationError> {
  const sentences = violations.flatMap(({ sentence, afterwards }) => (afterwards === undefined ? [sentence] : []))
  const [afterwards] = violations.flatMap((violation) => violation.afterwards ?? [])
  if (sentences.length === 0 && afterwards !== undefined) return validationError(afterwards)
  const noun = sentences.length === 1 ? 'error' : 'errors'
  return validationError(`${sentences.length} validation ${noun} detected: ${sentences.join('; ')}`)
}
