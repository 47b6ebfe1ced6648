/** The dearest inputs we could think of, at the size limits of policies (10,240; 20,480 on resources), ARNs (2 KB) and context values (8 KB). */
import { ACCOUNT, ALLOW_ALL, OTHER_ACCOUNT, PRINCIPALS } from '../cases/fixtures.ts'
import {
  type AuthorizationRequest,
  POLICY_QUOTAS,
  policySize,
  type PolicyType,
  type Principal,
  requestContext,
} from '../src/index.ts'

type Json = Record<string, unknown>
type Entries = readonly (readonly [key: string, value: string | readonly string[]])[]

/** One policy that fills its quota and the request that hurts it most. Sizes are in characters. */
export interface Worst {
  readonly name: string
  readonly type: PolicyType
  /** The policy's text when it may have `size` characters. */
  readonly text: (size: number) => string
  readonly request: (scale: number) => Omit<AuthorizationRequest, 'policies'>
}

/** ARNs as long as IAM admits. */
const RESOURCE_LENGTH = 2048
/** Twice what the IAM model admits for an action's name. */
const ACTION_LENGTH = 256
/** Headers and tags that end up in the context. */
const VALUE_LENGTH = 8192

const USER: Principal = PRINCIPALS['user'] ?? { kind: 'anonymous' }
const ROLE: Principal = PRINCIPALS['role'] ?? { kind: 'anonymous' }
const BUCKET = 'arn:aws:s3:::'

function policyText(statements: readonly Json[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements })
}

/** As many of `make(0)`, `make(1)` ... as fit. */
function fill(
  size: number,
  wrap: (items: readonly string[]) => readonly Json[],
  make: (index: number) => string,
): string {
  const items: string[] = []
  let left = size - policySize(policyText(wrap([])))
  for (let index = 0; ; index += 1) {
    const item = make(index)
    left -= policySize(JSON.stringify(item)) + 1
    if (left < 0) return policyText(wrap(items))
    items.push(item)
  }
}

/** As many statements as fit. */
function fillStatements(size: number, make: (index: number) => Json): string {
  const statements: Json[] = []
  let left = size - policySize(policyText([]))
  for (let index = 0; ; index += 1) {
    const statement = make(index)
    left -= policySize(JSON.stringify(statement)) + 1
    if (left < 0) return policyText(statements)
    statements.push(statement)
  }
}

/** One text as long as fits, made of `unit` again and again, between `head` and `tail`. */
function long(
  size: number,
  wrap: (text: string) => readonly Json[],
  [head, unit, tail]: readonly [string, string, string],
): string {
  const left = size - policySize(policyText(wrap(head + tail)))
  const each = policySize(JSON.stringify(unit)) - 2
  return policyText(wrap(head + unit.repeat(Math.max(0, Math.floor(left / each))) + tail))
}

const question = (
  changes: Partial<AuthorizationRequest>,
  entries: Entries = [],
): Omit<AuthorizationRequest, 'policies'> => ({
  action: 's3:GetObject',
  resource: `${BUCKET}b/k`,
  resourceAccount: ACCOUNT,
  principal: USER,
  context: requestContext(entries),
  ...changes,
})

/** `unit` again and again, `length` times `scale` long. */
const filler = (unit: string, length: number, scale: number): string =>
  unit.repeat(Math.ceil((length * scale) / Math.max(1, unit.length))).slice(0, Math.floor(length * scale))

const onResource = (text: string | readonly string[]): readonly Json[] => [
  { Effect: 'Deny', Action: '*', Resource: text },
]
const notOnResource = (text: string | readonly string[]): readonly Json[] => [
  { ...ALLOW_ALL, Resource: undefined, NotResource: text },
]
const onValue =
  (operator: string) =>
  (text: string | readonly string[]): readonly Json[] => [
    { Effect: 'Deny', Action: '*', Resource: '*', Condition: { [operator]: { 'a:x': text } } },
  ]

/** One pattern in a Resource against a 2 KB ARN of `unit`s. */
function resourcePattern(name: string, parts: readonly [string, string, string], unit = 'a'): Worst {
  const [head, middle, tail] = parts
  return {
    name: `resource ${name}`,
    type: 'identity',
    text: (size) => long(size, onResource, [BUCKET + head, middle, tail]),
    request: (scale) => question({ resource: BUCKET + filler(unit, RESOURCE_LENGTH - BUCKET.length, scale) }),
  }
}

/** Many patterns in a Resource against a 2 KB ARN. */
function resourcePatterns(name: string, make: (index: number) => string, unit = 'a'): Worst {
  return {
    name: `resources ${name}`,
    type: 'identity',
    text: (size) => fill(size, notOnResource, (index) => BUCKET + make(index)),
    request: (scale) => question({ resource: BUCKET + filler(unit, RESOURCE_LENGTH - BUCKET.length, scale) }),
  }
}

/** One policy value against an 8 KB context value, which `${a:x}` and `${a:y}` stand for too. */
function value(
  operator: string,
  name: string,
  {
    parts,
    unit = 'a',
    other = unit,
  }: { readonly parts: readonly [string, string, string]; readonly unit?: string; readonly other?: string },
): Worst {
  return {
    name: `${operator} ${name}`,
    type: 'identity',
    text: (size) => long(size, onValue(operator), parts),
    request: (scale) =>
      question({}, [
        ['a:x', filler(unit, VALUE_LENGTH, scale)],
        ['a:y', filler(other, VALUE_LENGTH, scale)],
      ]),
  }
}

/** Many policy values against many request values, 8 KB in all. */
function lists(
  operator: string,
  name: string,
  { expected, actual }: { readonly expected: (index: number) => string; readonly actual: (index: number) => string },
): Worst {
  return {
    name: `${operator} ${name}`,
    type: 'identity',
    text: (size) => fill(size, onValue(operator), expected),
    request: (scale) => {
      const values: string[] = []
      for (let index = 0, length = 0; length < VALUE_LENGTH * scale; index += 1) {
        values.push(actual(index))
        length += actual(index).length
      }
      return question({}, [['a:x', values]])
    },
  }
}

const letters = (index: number): string => String.fromCharCode(97 + (index % 26)) + index.toString(36)
const address = (index: number): string => `10.${index >> 8}.${index & 255}.7`

export const WORST: readonly Worst[] = [
  resourcePattern('a*a*a*...x', ['', 'a*', 'x']),
  resourcePattern('*a*a*...b*', ['*', 'a*', 'b*']),
  resourcePattern('a?a?a?...', ['', 'a?', '']),
  resourcePattern('*a?a?a?...x', ['*', 'a?', 'x']),
  resourcePattern('?*?*?*...x', ['', '?*', 'x']),
  resourcePattern('*????...x', ['*', '?', 'x']),
  resourcePattern('*aaaa...?*', ['*', 'aaaaaaaaaa', '?x*']),
  resourcePattern('*baaaaa...*', ['*b', 'a', '*']),
  resourcePattern('*ab*ab*...', ['', '*ab', 'x'], 'ab'),
  resourcePattern('*a?b*a?b*... over astral letters', ['', '*a?b', 'x'], 'a\u{1f600}b'),
  resourcePattern('?... over astral letters', ['*', '?', 'x'], '\u{1f600}'),
  resourcePatterns('*b + 900 a', () => `*b${'a'.repeat(900)}*`),
  resourcePatterns('* + 100 a + ?b', () => `*${'a'.repeat(100)}?b*`),
  resourcePatterns('*a?b*', (index) => `*a?${letters(index)}*`),
  resourcePatterns(
    '*a?b* that differ',
    (index) => `*a${'?'.repeat(1 + (index % 5))}b${'?'.repeat(Math.floor(index / 5) % 7)}a*`,
    'aab',
  ),
  resourcePatterns('*aa?aab', (index) => `*a?${'a'.repeat(1 + (index % 19))}b`),
  resourcePatterns('*a*a*a*b', () => `*a*a*a*a*a*a*b`),
  resourcePatterns('one longer than the other', (index) => `${'a'.repeat(index)}*b`),
  resourcePatterns('variables', (index) => `\${a:${letters(index)}}*`),
  value('StringLike', '*a*a*...b', { parts: ['', '*a', 'b'] }),
  value('StringLike', '*a?a?...b', { parts: ['*', 'a?', 'b'] }),
  value('StringLike', '*????...b', { parts: ['*', '?', 'b'] }),
  value('StringLike', '*b + thousands of a', { parts: ['*b', 'a', '*'] }),
  value('StringLike', '?*?*...', { parts: ['', '?*', 'b'] }),
  value('StringLike', '${a:y}${a:y}...', { parts: ['', '${a:y}', ''] }),
  value('StringLike', '*${a:y}*${a:y}*... of one letter', { parts: ['', '*${a:y}', 'b'], other: '' }),
  value('StringLike', '*${a:y}?*${a:y}?...', { parts: ['', '*${a:y}?', 'b'] }),
  value('StringLike', '*${a:y}b', { parts: ['*', '${a:y}', 'b*'], other: 'ba' }),
  value('StringEquals', '${a:y}${a:y}...', { parts: ['', '${a:y}', ''] }),
  value('StringEqualsIgnoreCase', '${a:y}${a:y}...', { parts: ['', '${a:y}', ''], unit: 'A' }),
  value('StringNotEqualsIgnoreCase', 'defaults', { parts: ['', "${a:z, 'AAAAAAAAAAAAAAAA'}", ''] }),
  value('ArnLike', 'segments of stars', { parts: ['arn:aws:s3:::', '*a?', ':b'], unit: 'arn:aws:s3:::aaaaaaaaaa' }),
  value('ArnLike', 'thousands of colons', { parts: ['arn:*:*:*:*:', ':*', 'b'], unit: ':' }),
  value('ArnLike', '${a:y} in each segment', {
    parts: ['arn:${a:y}*:${a:y}*:${a:y}*:${a:y}*:', '*${a:y}', 'b'],
    unit: ':a',
  }),
  value('NumericEquals', 'ten thousand digits', { parts: ['1', '0', ''], unit: '10' }),
  value('BinaryEquals', 'ten thousand letters', { parts: ['', 'QUJD', 'QQ=='], unit: 'QUJD' }),
  value('Bool', '${a:y}', { parts: ['', '${a:y}', ''], unit: 'true' }),
  lists('ForAllValues:StringNotLike', '*a?b', {
    expected: (index) => `*a?${letters(index)}`,
    actual: (index) => `xa${letters(index)}`,
  }),
  lists('ForAllValues:StringNotLike', '*a*b*', {
    expected: (index) => `*${letters(index)}*${letters(index + 7)}*`,
    actual: letters,
  }),
  lists('ForAllValues:StringNotLike', 'beginnings', {
    expected: (index) => `${letters(index)}*`,
    actual: (index) => `_${letters(index)}`,
  }),
  lists('ForAllValues:StringNotLike', '${a:y} that differ', {
    expected: (index) => `\${a:y, 'q'}*${letters(index)}`,
    actual: letters,
  }),
  lists('ForAllValues:StringNotLike', '${a:y}', { expected: () => "${a:y, 'q'}*z", actual: letters }),
  lists('ForAllValues:StringNotEquals', 'words', { expected: (index) => `w${letters(index)}`, actual: letters }),
  lists('ForAllValues:StringNotEqualsIgnoreCase', 'words', {
    expected: (index) => `W${letters(index)}`,
    actual: letters,
  }),
  lists('ForAllValues:NumericNotEquals', 'numbers', {
    expected: (index) => `${index}.5`,
    actual: (index) => String(index),
  }),
  lists('ForAllValues:NumericNotEquals', 'long numbers', {
    expected: (index) => `${'9'.repeat(40)}${index}`,
    actual: (index) => `${'9'.repeat(40)}${index}.5`,
  }),
  lists('ForAllValues:NumericGreaterThan', 'numbers', {
    expected: (index) => String(9_000_000 + index),
    actual: (index) => String(index),
  }),
  lists('ForAllValues:DateNotEquals', 'days', {
    expected: (index) => String(1_700_000_000 + index),
    actual: (index) => String(1_600_000_000 + index),
  }),
  lists('ForAllValues:NotIpAddress', 'hosts', {
    expected: address,
    actual: (index) => `11.${index >> 8}.${index & 255}.7`,
  }),
  lists('ForAllValues:NotIpAddress', 'blocks of six', {
    expected: (index) => `2001:db8:${index.toString(16)}::/48`,
    actual: (index) => `2001:db9:${index.toString(16)}::1`,
  }),
  lists('ForAllValues:ArnNotLike', 'roles', {
    expected: (index) => `arn:aws:iam::*:role/*${letters(index)}`,
    actual: (index) => `arn:aws:iam::1:role/q${letters(index)}_`,
  }),
  {
    name: 'statements with one condition each',
    type: 'identity',
    text: (size) =>
      fillStatements(size, (index) => ({
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { StringLike: { 'a:x': `*a?${letters(index)}` } },
      })),
    request: (scale) => question({}, [['a:x', filler('a', VALUE_LENGTH, scale)]]),
  },
  {
    name: 'statements with one resource each',
    type: 'identity',
    text: (size) =>
      fillStatements(size, (index) => ({ Effect: 'Deny', Action: '*', Resource: `${BUCKET}*a?${letters(index)}` })),
    request: (scale) => question({ resource: BUCKET + filler('a', RESOURCE_LENGTH - BUCKET.length, scale) }),
  },
  {
    name: 'actions a*a*...x',
    type: 'identity',
    text: (size) => long(size, (text) => [{ ...ALLOW_ALL, Action: undefined, NotAction: text }], ['s3:', 'a*', 'x']),
    request: (scale) => question({ action: `s3:${filler('a', ACTION_LENGTH, scale)}` }),
  },
  {
    name: 'actions *a?a?...x',
    type: 'identity',
    text: (size) => long(size, (text) => [{ ...ALLOW_ALL, Action: undefined, NotAction: text }], ['s3:*', 'a?', 'x']),
    request: (scale) => question({ action: `s3:${filler('a', ACTION_LENGTH, scale)}` }),
  },
  {
    name: 'many actions',
    type: 'identity',
    text: (size) =>
      fill(
        size,
        (items) => [{ ...ALLOW_ALL, Action: items }],
        (index) => `s3:*a?${letters(index)}`,
      ),
    request: (scale) => question({ action: `s3:${filler('a', ACTION_LENGTH, scale)}` }),
  },
  {
    name: 'many principals',
    type: 'resource',
    text: (size) =>
      fill(
        size,
        (items) => [{ ...ALLOW_ALL, Principal: { AWS: items } }],
        (index) => String(100_000_000_000 + index),
      ),
    request: () => question({ principal: ROLE, resourceAccount: OTHER_ACCOUNT }),
  },
  {
    name: 'resources of a resource policy *a?b*',
    type: 'resource',
    text: (size) =>
      fill(
        size,
        (items) => [{ ...ALLOW_ALL, Principal: '*', Resource: items }],
        (index) => `${BUCKET}*a?${letters(index)}*`,
      ),
    request: (scale) => question({ resource: BUCKET + filler('a', RESOURCE_LENGTH - BUCKET.length, scale) }),
  },
  {
    name: 'many roles of one name in NotPrincipal',
    type: 'resource',
    text: (size) =>
      fill(
        size,
        (items) => [{ Effect: 'Deny', NotPrincipal: { AWS: items }, Action: '*', Resource: '*' }],
        (index) => `arn:aws:iam::${ACCOUNT}:role/${letters(index)}/Builder`,
      ),
    request: () => question({ principal: ROLE }),
  },
  {
    name: 'statements with one principal each',
    type: 'resource',
    text: (size) =>
      fillStatements(size, (index) => ({
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/${letters(index)}` },
        Action: '*',
        Resource: '*',
      })),
    request: () => question({ principal: ROLE }),
  },
  {
    name: 'many keys',
    type: 'identity',
    text: (size) =>
      fillStatements(size, (index) => ({
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { StringLike: { [`aws:RequestTag/${letters(index)}`]: '*a*b' } },
      })),
    request: (scale) =>
      question(
        {},
        Array.from(
          { length: Math.floor(2000 * scale) },
          (_, index) => [`aws:RequestTag/${letters(index)}`, 'a'.repeat(256)] as const,
        ),
      ),
  },
]

/** The size quota of a case's policy. */
export function quotaOf({ type }: Worst): number {
  return POLICY_QUOTAS[type].max
}
