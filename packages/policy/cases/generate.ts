/**
 * Writes the generated case files: `node packages/policy/cases/generate.ts`. Every expectation comes from the literal tables
 * below, copied from policy-engine.md 1.2 and 2.2 by hand; this file imports nothing from the interpreter.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** For a negated operator `hits` are values that its positive form matches. `wrong`: not of the operator's form at all. */
interface Sample {
  readonly sign: 'positive' | 'negated'
  readonly values: readonly string[]
  readonly hits: readonly [string, string]
  readonly misses: readonly [string, string]
  readonly wrong?: string
}

const WORDS = { values: ['red', 'Green'], hits: ['red', 'Green'], misses: ['RED', 'blue'] } as const
const FOLDED = { values: ['red', 'Green'], hits: ['RED', 'gREEN'], misses: ['reds', ''] } as const
const LIKE = { values: ['r?d', 'gr*n'], hits: ['rod', 'grn'], misses: ['rd', 'Green'] } as const
const SIX = {
  values: ['10', '20.50'],
  hits: ['10.0', '20.5'],
  misses: ['10.000000000000000000001', '-10'],
  wrong: '10abc',
} as const
const DAY = {
  values: ['2026-03-01T00:00:00Z'],
  hits: ['2026-03-01T01:00:00+01:00', '1772323200'],
  misses: ['2026-03-01T00:00:00.001Z', '2026-02-28'],
  wrong: '2026-13-01',
} as const
const EARLY = { values: ['2026-03-01T00:00:00Z'], misses: ['2026-03-01', '2026-03-02'], wrong: 'yesterday' } as const
const NET = {
  values: ['10.0.0.0/8', '2001:db8::/32'],
  hits: ['10.255.0.1', '2001:DB8:0::1'],
  misses: ['11.0.0.1', '::ffff:10.0.0.1'],
  wrong: '10.0.0.256',
} as const
const ARN = {
  values: ['arn:aws:iam::*:role/x-*', 'arn:aws:iam::111122223333:user/ann'],
  hits: ['arn:aws:iam::444455556666:role/x-1/2', 'arn:aws:iam::111122223333:user/ann'],
  misses: ['arn:aws:iam::1:2:role/x-1', 'arn:aws:iam::111122223333:user/Ann'],
  wrong: 'role/x-1',
} as const

const SAMPLES: Readonly<Record<string, Sample>> = {
  StringEquals: { sign: 'positive', ...WORDS },
  StringNotEquals: { sign: 'negated', ...WORDS },
  StringEqualsIgnoreCase: { sign: 'positive', ...FOLDED },
  StringNotEqualsIgnoreCase: { sign: 'negated', ...FOLDED },
  StringLike: { sign: 'positive', ...LIKE },
  StringNotLike: { sign: 'negated', ...LIKE },
  NumericEquals: { sign: 'positive', ...SIX },
  NumericNotEquals: { sign: 'negated', ...SIX },
  NumericLessThan: { sign: 'positive', values: ['10'], hits: ['9.99', '-11'], misses: ['10', '100'], wrong: '9x' },
  NumericLessThanEquals: { sign: 'positive', values: ['10'], hits: ['10.00', '9'], misses: ['10.01', '11'], wrong: '' },
  NumericGreaterThan: { sign: 'positive', values: ['10'], hits: ['10.01', '100'], misses: ['10', '9'], wrong: '1e9' },
  NumericGreaterThanEquals: {
    sign: 'positive',
    values: ['10'],
    hits: ['10', '11'],
    misses: ['9.9', '-10'],
    wrong: ' 11',
  },
  DateEquals: { sign: 'positive', ...DAY },
  DateNotEquals: { sign: 'negated', ...DAY },
  DateLessThan: { sign: 'positive', ...EARLY, hits: ['2026-02-28T23:59:59Z', '2026-02'] },
  DateLessThanEquals: {
    sign: 'positive',
    ...EARLY,
    hits: ['2026-03-01T00:00Z', '2025'],
    misses: ['2026-03-02', '1772323201'],
  },
  DateGreaterThan: {
    sign: 'positive',
    ...EARLY,
    hits: ['2026-03-01T00:00:01Z', '1772323201'],
    misses: ['2026-03-01', '2026'],
  },
  DateGreaterThanEquals: {
    sign: 'positive',
    ...EARLY,
    hits: ['2026-03-01', '2027'],
    misses: ['2026-02-28T23:59:59Z', '0'],
  },
  Bool: { sign: 'positive', values: ['true'], hits: ['true', 'TRUE'], misses: ['false', 'False'], wrong: '1' },
  BinaryEquals: {
    sign: 'positive',
    values: ['QmluYXJ5VmFs'],
    hits: ['QmluYXJ5VmFs', 'QmluYXJ5VmFs'],
    misses: ['QmluYXJ5', ''],
    wrong: 'QmluYXJ5VmFs=',
  },
  IpAddress: { sign: 'positive', ...NET },
  NotIpAddress: { sign: 'negated', ...NET },
  ArnEquals: { sign: 'positive', ...ARN },
  ArnLike: { sign: 'positive', ...ARN },
  ArnNotEquals: { sign: 'negated', ...ARN },
  ArnNotLike: { sign: 'negated', ...ARN },
}

type State = 'absent' | 'empty' | 'hit' | 'miss' | 'wrong' | 'allHit' | 'mixed' | 'allMiss'

/**
 * The table of 2.2: T or F, or `x` where a plain negated operator meets a multivalued key (Allow F, Deny T, question 2).
 * Columns: absent, empty, hit, miss, wrong form, multivalued and all hit, mixed, all miss.
 */
const COLUMNS: readonly State[] = ['absent', 'empty', 'hit', 'miss', 'wrong', 'allHit', 'mixed', 'allMiss']
const TRUTH: Readonly<Record<string, string>> = {
  'positive one': 'F F T F F F F F',
  'positive one IfExists': 'T T T F F F F F',
  'negated one': 'T T F T T x x x',
  'negated one IfExists': 'T T F T T x x x',
  'positive all': 'T T T F F T F F',
  'positive all IfExists': 'T T T F F T F F',
  'negated all': 'T T F T T F F T',
  'negated all IfExists': 'T T F T T F F T',
  'positive any': 'F F T F F T T F',
  'positive any IfExists': 'F F T F F T T F',
  'negated any': 'F F F T T F T T',
  'negated any IfExists': 'F F F T T F T T',
}

function actualIn(state: State, { hits, misses, wrong }: Sample): { values: readonly string[]; multi: boolean } | null {
  switch (state) {
    case 'absent':
      return null
    case 'empty':
      return { values: [], multi: true }
    case 'hit':
      return { values: [hits[0]], multi: false }
    case 'miss':
      return { values: [misses[0]], multi: false }
    case 'wrong':
      return { values: [wrong ?? misses[1]], multi: false }
    case 'allHit':
      return { values: hits, multi: true }
    case 'mixed':
      return { values: [misses[1], hits[1]], multi: true }
    case 'allMiss':
      return { values: misses, multi: true }
  }
}

function operatorRows(name: string, sample: Sample): readonly object[] {
  const rows: object[] = []
  for (const quantifier of ['one', 'all', 'any'] as const)
    for (const ifExists of ['', 'IfExists']) {
      const prefix = { one: '', all: 'ForAllValues:', any: 'ForAnyValue:' }[quantifier]
      const line = TRUTH[`${sample.sign} ${quantifier} ${ifExists}`.trim()] ?? ''
      for (const [column, state] of COLUMNS.entries()) {
        const truth = line.split(' ')[column]
        const operator = `${prefix}${name}${ifExists}`
        const actual = actualIn(state, sample)
        rows.push({
          id: `${operator}/${state}`,
          operator,
          values: sample.values,
          actual,
          allow: truth === 'T',
          deny: truth !== 'F',
        })
      }
    }
  return rows
}

/** A gate of the caller: `A` allows, `X` implicitly denies, `-` not there. */
type Gate = 'A' | 'X' | '-'

/** The table of 1.2: caller, what the resource policy names, identity, boundary, session, outcome (and the layer to blame). */
const GRANTS: readonly (readonly [caller: string, names: string, gates: `${Gate}${Gate}${Gate}`, expect: string])[] = [
  ['role', 'role', 'XXX', 'implicitDeny:boundary'],
  ['role', 'role', 'X-X', 'implicitDeny:session'],
  ['role', 'role', 'XA-', 'allowed'],
  ['role', 'role', 'XAA', 'allowed'],
  ['role', 'role', 'X--', 'allowed'],
  ['role', 'session', 'XXX', 'allowed'],
  ['role', 'otherSession', 'XXX', 'implicitDeny:identity'],
  ['role', 'otherSession', 'AAA', 'allowed'],
  ['user', 'user', 'XX-', 'allowed'],
  ['user', 'otherUser', 'X--', 'implicitDeny:identity'],
  ['user', 'otherUser', 'AX-', 'implicitDeny:boundary'],
  ['user', 'otherUser', 'AA-', 'allowed'],
  ['federated', 'issuer', 'XXX', 'implicitDeny:boundary'],
  ['federated', 'issuer', 'X-X', 'implicitDeny:session'],
  ['federated', 'issuer', 'X-A', 'allowed'],
  ['federated', 'issuer', 'X--', 'implicitDeny:session'],
  ['federated', 'federatedUser', 'XXX', 'allowed'],
  ['federated', 'federatedUser', 'X--', 'allowed'],
  ['federated', 'namesake', 'X--', 'implicitDeny:identity'],
  ['federated', 'nobody', 'A--', 'implicitDeny:session'],
  ['federated', 'nobody', 'A-A', 'allowed'],
  ['root', 'account', '---', 'allowed'],
  ['root', 'nobody', '---', 'allowed'],
  ['service', 'service', '---', 'allowed'],
  ['service', 'otherService', '---', 'implicitDeny:protecting'],
  ['service', 'nobody', '---', 'implicitDeny:protecting'],
  ['anonymous', 'nobody', '---', 'implicitDeny:protecting'],
  ['anonymous', 'everyone', '---', 'allowed'],
  ['role', 'everyone', 'XXX', 'allowed'],
  ['user', 'everyone', 'XX-', 'allowed'],
  ['federated', 'everyone', 'XXX', 'allowed'],
  ['role', 'account', 'XAA', 'implicitDeny:identity'],
  ['role', 'account', 'AXA', 'implicitDeny:boundary'],
  ['role', 'account', 'AAX', 'implicitDeny:session'],
  ['role', 'account', 'AAA', 'allowed'],
  ['user', 'account', 'X--', 'implicitDeny:identity'],
  ['user', 'account', 'A--', 'allowed'],
  ['role', 'nobody', 'XAA', 'implicitDeny:identity'],
  ['role', 'nobody', 'AXA', 'implicitDeny:boundary'],
  ['role', 'nobody', 'AAX', 'implicitDeny:session'],
  ['role', 'nobody', 'AAA', 'allowed'],
]

/** The same for a trust policy: not named is not trusted, whatever the identity side says. */
const TRUST_GRANTS: typeof GRANTS = [
  ['role', 'role', 'XAA', 'allowed'],
  ['role', 'role', 'XXA', 'implicitDeny:boundary'],
  ['role', 'session', 'XXX', 'allowed'],
  ['role', 'account', 'AAA', 'allowed'],
  ['role', 'account', 'XAA', 'implicitDeny:identity'],
  ['role', 'nobody', 'AAA', 'implicitDeny:protecting'],
  ['user', 'user', 'XX-', 'allowed'],
  ['user', 'userId', 'X--', 'allowed'],
  ['role', 'roleId', 'X--', 'allowed'],
  ['role', 'roleId', 'X-X', 'implicitDeny:session'],
  ['user', 'danglingId', 'A--', 'implicitDeny:protecting'],
  ['user', 'account', 'A--', 'allowed'],
  ['user', 'account', 'X--', 'implicitDeny:identity'],
  ['user', 'nobody', 'A--', 'implicitDeny:protecting'],
  ['user', 'everyone', 'X--', 'allowed'],
  ['root', 'nobody', '---', 'implicitDeny:protecting'],
  ['root', 'account', '---', 'allowed'],
  ['service', 'service', '---', 'allowed'],
  ['service', 'everyone', '---', 'implicitDeny:protecting'],
  ['provider', 'provider', '---', 'allowed'],
  ['provider', 'otherProvider', '---', 'implicitDeny:protecting'],
  ['provider', 'everyone', '---', 'implicitDeny:protecting'],
]

/** Another account: the resource side names the caller in any form, and the whole chain of the caller allows. */
const FOREIGN_GRANTS: typeof GRANTS = [
  ['role', 'session', 'XAA', 'implicitDeny:identity'],
  ['role', 'session', 'AXA', 'implicitDeny:boundary'],
  ['role', 'session', 'AAX', 'implicitDeny:session'],
  ['role', 'session', 'AAA', 'allowed'],
  ['role', 'role', 'AAA', 'allowed'],
  ['role', 'account', 'AAA', 'allowed'],
  ['role', 'everyone', 'AAA', 'allowed'],
  ['role', 'everyone', 'X--', 'implicitDeny:identity'],
  ['role', 'nobody', 'AAA', 'implicitDeny:protecting'],
  ['user', 'user', 'X--', 'implicitDeny:identity'],
  ['user', 'user', 'A--', 'allowed'],
  ['user', 'nobody', 'A--', 'implicitDeny:protecting'],
  ['federated', 'federatedUser', 'A--', 'implicitDeny:session'],
  ['federated', 'federatedUser', 'A-A', 'allowed'],
  ['root', 'account', '---', 'allowed'],
  ['root', 'nobody', '---', 'implicitDeny:protecting'],
]

/** Explicit denies that are put on top of every row, one at a time; none is ever overruled. */
const DENY_LAYERS = ['rcp', 'scp', 'protecting', 'identity', 'boundary', 'session'] as const

function grantRows(table: typeof GRANTS, protecting: 'resource' | 'trust', foreign: boolean): readonly object[] {
  const blame = (layer: string): string => layer.replace('protecting', protecting)
  return table.flatMap(([caller, names, gates, expect]) => {
    const row = { caller, names, gates, protecting, foreign }
    const id = `${caller}/${names}/${gates}`
    const denied = DENY_LAYERS.map((layer) => ({
      id: `${id}/deny-${layer}`,
      ...row,
      denyIn: blame(layer),
      expect: `explicitDeny:${blame(layer)}`,
    }))
    return [{ id, ...row, denyIn: null, expect: blame(expect) }, ...denied]
  })
}

function file(kind: string, rule: string, rows: readonly object[]): string {
  return `{"kind":"${kind}","generated":true,"rule":${JSON.stringify(rule)},"rows":[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]}\n`
}

/** Path below cases/ to content. */
export function generatedFiles(): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  for (const [name, sample] of Object.entries(SAMPLES))
    files.set(
      `2.2-operators/${name}.json`,
      file('condition', `operator ${name}: set operator x IfExists x key state`, operatorRows(name, sample)),
    )
  files.set(
    '1.2-grants/same-account.json',
    file('grant', 'same-account grant table', grantRows(GRANTS, 'resource', false)),
  )
  files.set(
    '1.4-trust/same-account.json',
    file('grant', 'trust policy grant table', grantRows(TRUST_GRANTS, 'trust', false)),
  )
  files.set(
    '1.1-order/cross-account.json',
    file('grant', 'both accounts must allow', grantRows(FOREIGN_GRANTS, 'resource', true)),
  )
  files.set(
    '1.4-trust/cross-account.json',
    file('grant', 'both accounts must allow', grantRows(FOREIGN_GRANTS, 'trust', true)),
  )
  return files
}

if (import.meta.main)
  for (const [path, text] of generatedFiles()) {
    const target = join(import.meta.dirname, path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, text)
  }
