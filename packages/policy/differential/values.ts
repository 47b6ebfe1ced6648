/** Values of context keys and of conditions: of each family's form, near one another, in several spellings, or malformed. */
import type { ValueFamily } from '../src/document/operator.ts'
import { AWS_GRANTEES, RESOURCES } from './names.ts'
import type { Random } from './random.ts'
import { changed, nearText, type Surroundings, variable } from './texts.ts'

const WORDS = [
  'ann',
  'Ann',
  'team-a',
  'k1',
  'a*b',
  'x?',
  '${aws:username}',
  '',
  'é',
  'É',
  'ß',
  'ss',
  '\u0130',
  'i',
  '\u017f',
  'K',
  '\u212a',
  '\u{1f600}',
  'a\nb',
  'true',
  '10',
  'team-a/ann',
  '*',
]
const DECIMALS = [
  '10',
  '10.0',
  '010',
  '+10',
  '9',
  '11',
  '-10',
  '0',
  '-0',
  '0.0',
  '10.000000000000000000001',
  '9.999',
  '123456789012345678901234567890',
  '123456789012345678901234567891',
  '0.1',
  '.5',
  '1e1',
  '10abc',
  ' 10',
  '',
  '-',
  '1.',
  '3600',
  '3601',
]
const INSTANTS = [
  '2026-03-01T00:00:00Z',
  '1772323200',
  '2026-03-01',
  '2026-03',
  '2026',
  '2026-03-01T01:00:00+01:00',
  '2026-03-01T00:00Z',
  '2026-03-01T00:00:00.000Z',
  '2026-03-01T00:00:00.001Z',
  '2026-03-01T00:00:00.0019Z',
  '1772323201',
  '2026-02-28T23:59:59Z',
  '2026-02-28',
  '2024-02-29',
  '2025-02-29',
  '2026-13-01',
  '0',
  '999999999999',
  '1772323200000',
  'yesterday',
  '',
  '2026-03-01T00:00:00',
  '2026-03-01t00:00:00z',
]
const BOOLEANS = ['true', 'false', 'TRUE', 'False', 'true', 'false', '1', '', 'yes', 'true ']
const DIGESTS = ['QUJD', 'QUJE', 'QQ==', 'QUI=', '', 'QR==', 'QUJ', 'QUJD=', 'quJD', 'QUJDQUJD', 'QU-_', 'QUJD\n']
const ADDRESSES = [
  '10.0.0.1',
  '10.0.0.2',
  '10.255.255.255',
  '11.0.0.0',
  '9.255.255.255',
  '192.168.1.7',
  '0.0.0.0',
  '255.255.255.255',
  '::1',
  '2001:db8::1',
  '2001:DB8:0:0::1',
  '2001:db9::',
  '::ffff:10.0.0.1',
  '::',
  '10.0.0.256',
  '010.0.0.1',
  '10.0.0',
  '10.0.0.1/32',
  'fe80::1%eth0',
  '',
  '1:2:3:4:5:6:7:8',
  '1::2::3',
]
const BLOCKS = [
  '10.0.0.0/8',
  '10.0.0.1',
  '10.0.0.1/32',
  '10.0.0.0/31',
  '0.0.0.0/0',
  '10.0.0.0/9',
  '128.0.0.0/1',
  '192.168.0.0/16',
  '::/0',
  '2001:db8::/32',
  '2001:db8::/33',
  '::1/128',
  '::ffff:10.0.0.0/104',
  '10.0.0.0/33',
  '10.0.0.0/08',
  '2001:db8::/129',
  '10.0.0.0/',
  '/8',
  '::1',
  '10.1.2.3/0',
  'fe80::/10',
]
const ARNS = [
  ...AWS_GRANTEES,
  ...RESOURCES,
  'arn:aws:s3:::b',
  'arn:aws:iam::1:role/a:b',
  'not-an-arn',
  'a:b:c:d:e:',
  ':::::',
  'arn:aws:sns:us-east-1:1:t',
]
const ARN_PATTERNS = [
  '*',
  'arn:*',
  'arn:*:*:*:*:*',
  'arn:aws:iam::*:role/*',
  'arn:aws:iam::*:*',
  'arn:aws:s3:::*',
  'arn:?ws:s3:::b*',
  ':::::',
  '*:*:*:*:*:*:*',
  'arn:aws:iam::*:user/${aws:username}',
  '${aws:PrincipalArn}',
  '${aws:SourceArn}',
  "${aws:SourceArn, 'arn:aws:s3:::b'}",
  "arn:${aws:username, 'a:b'}:s3:::b",
  'arn:aws:iam::${aws:username}:role/x',
  'arn:aws:s3:::${*}',
  'arn:aws:${aws:username}',
  'x${aws:SourceArn}',
]

const ACTUAL: Readonly<Record<ValueFamily, readonly string[]>> = {
  string: WORDS,
  decimal: DECIMALS,
  instant: INSTANTS,
  boolean: BOOLEANS,
  base64: DIGESTS,
  address: ADDRESSES,
  arn: ARNS,
  null: WORDS,
}

const EXPECTED: Readonly<Record<ValueFamily, readonly string[]>> = {
  ...ACTUAL,
  address: [...BLOCKS, ...ADDRESSES],
  arn: [...ARN_PATTERNS, ...ARNS],
  null: ['true', 'false', 'True', 'FALSE', '', 'null'],
}

/** What a request may hold under a key of `family`; a fifth of the time what belongs to another. */
export function actualValue(family: ValueFamily, random: Random): string {
  return random.pick(ACTUAL[random.chance(8) ? random.pick(FAMILIES) : family])
}

const FAMILIES: readonly ValueFamily[] = ['string', 'decimal', 'instant', 'boolean', 'base64', 'address', 'arn']

/** What a condition may expect of a key that holds `actual` now; `valid` says whether `parsePolicy` takes it. */
export function expectedValue(
  family: ValueFamily,
  actual: string | undefined,
  { around, valid }: { readonly around: Surroundings; readonly valid: (text: string) => boolean },
): string {
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const text = draw(family, actual, around)
    if (around.wild || valid(text)) return text
  }
  return SAFE[family]
}

const SAFE: Readonly<Record<ValueFamily, string>> = {
  string: 'ann',
  decimal: '10',
  instant: '2026-03-01T00:00:00Z',
  boolean: 'true',
  base64: 'QUJD',
  address: '10.0.0.0/8',
  arn: 'arn:aws:s3:::b/*',
  null: 'true',
}

function draw(family: ValueFamily, actual: string | undefined, around: Surroundings): string {
  const { random } = around
  if (actual === undefined || random.chance(25)) return random.pick(EXPECTED[family])
  switch (family) {
    case 'string':
      return nearText(actual, 0, around)
    case 'arn':
      return nearArn(actual, around)
    case 'boolean':
      return random.chance(20) ? variable(around) : random.pick([actual, actual.toUpperCase(), 'true', 'false'])
    case 'decimal':
      return nearDecimal(actual, random)
    case 'instant':
      return random.chance(50) ? actual : random.pick(INSTANTS)
    case 'address':
      return nearBlock(actual, random)
    case 'base64':
      return random.chance(70) ? actual : changed(actual, 0, random)
    case 'null':
      return random.pick(EXPECTED.null)
  }
}

function nearArn(actual: string, around: Surroundings): string {
  const { random } = around
  const segments = actual.split(':')
  const index = random.below(segments.length)
  switch (random.below(6)) {
    case 0:
      return actual
    case 1:
      segments[index] = '*'
      return segments.join(':')
    case 2:
      return nearText(actual, 0, around)
    case 3:
      segments[index] = nearText(segments[index] ?? '', 0, around)
      return segments.join(':')
    case 4:
      return segments.slice(0, 5).join(':') + ':*'
    default:
      return segments.map((segment) => (random.chance(30) ? '*' : segment)).join(':')
  }
}

/** The same number in other digits, or a neighbour. */
function nearDecimal(actual: string, random: Random): string {
  switch (random.below(8)) {
    case 0:
      return `0${actual}`
    case 1:
      return actual.includes('.') ? `${actual}0` : `${actual}.0`
    case 2:
      return actual.startsWith('+') ? actual.slice(1) : `+${actual}`
    case 3:
      return actual.startsWith('-') ? actual.slice(1) : `-${actual}`
    case 4:
      return actual.includes('.') ? `${actual}1` : `${actual}.0000000000000000000001`
    case 5:
      return String(Number(actual) + random.below(3) - 1)
    default:
      return actual
  }
}

/** The address itself, a block about it, or one that ends beside it. */
function nearBlock(actual: string, random: Random): string {
  if (random.chance(30)) return actual
  const width = actual.includes(':') ? 129 : 33
  const block = `${actual}/${random.below(width)}`
  return random.chance(80) ? block : random.pick(BLOCKS)
}
