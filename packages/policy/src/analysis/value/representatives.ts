/**
 * Values that stand for all others: whatever numbers, dates and addresses some conditions compare with, one of these values
 * gives the same answers as any given value does.
 */
import { type Block, parseBlock } from '../../literal/address.ts'
import { isDecimal } from '../../literal/decimal.ts'
import { parseInstant } from '../../literal/instant.ts'
import { instantText } from './instant.ts'

/** Each number, a little less and a little more, with the next whole numbers first; 10 where there is none. */
export function decimalsAround(texts: readonly string[]): readonly string[] {
  const decimals = texts.filter(isDecimal)
  const digits = Math.max(0, ...decimals.map((text) => (text.split('.')[1] ?? '').length)) + 1
  const unit = 10n ** BigInt(digits)
  const scaled = decimals.map((text) => scale(text, digits))
  const steps = [0n, unit, -unit, 1n, -1n]
  return ['10', ...new Set(steps.flatMap((step) => scaled.map((value) => unscale(value + step, digits))))]
}

function scale(text: string, digits: number): bigint {
  const [whole = '', fraction = ''] = text.replace(/^[+-]/, '').split('.')
  const value = BigInt(whole + fraction.padEnd(digits, '0'))
  return text.startsWith('-') ? -value : value
}

function unscale(value: bigint, digits: number): string {
  const text = String(value < 0n ? -value : value).padStart(digits + 1, '0')
  const fraction = text.slice(-digits).replace(/0+$/, '')
  return `${value < 0n ? '-' : ''}${text.slice(0, -digits)}${fraction === '' ? '' : `.${fraction}`}`
}

/** Each instant, the milliseconds and hours beside it; the year 2026 where there is none. */
export function instantsAround(texts: readonly string[]): readonly string[] {
  const instants = texts.map((text) => parseInstant(text)).filter((value) => value !== undefined)
  const steps = [0, 3_600_000, -3_600_000, 1, -1]
  const texted = steps.flatMap((step) => instants.map((value) => instantText(value + step)))
  return ['2026-01-01T00:00:00Z', ...new Set(texted)].filter((text) => parseInstant(text) !== undefined)
}

/** An address inside each block, its first one and the one after its last, and the first of all; documentation addresses first. */
export function addressesAround(texts: readonly string[], blocks: readonly Block[] = []): readonly string[] {
  const all = [...texts.map((text) => parseBlock(text)).filter((block) => block !== undefined), ...blocks]
  const edges = all.flatMap((block) => [bump(first(block), 7n, block), first(block), after(block)])
  const versions = [4, 6] as const
  const starts = versions.map((version) => ({ version, value: 0n }))
  const inRange = [...edges, ...starts].filter(({ version, value }) => value < 1n << BigInt(widthOf(version)))
  return [...new Set(['203.0.113.7', '198.51.100.7', '2001:db8::7', ...inRange.map(addressText)])]
}

interface Address {
  readonly version: 4 | 6
  readonly value: bigint
}

const widthOf = (version: 4 | 6): number => (version === 4 ? 32 : 128)

function first({ version, groups, bits }: Block): Address {
  const size = version === 4 ? 8n : 16n
  const value = groups.reduce((sum, group) => (sum << size) | BigInt(group), 0n)
  const free = BigInt(widthOf(version) - bits)
  return { version, value: (value >> free) << free }
}

/** `by` more, if that is still in the block. */
function bump({ version, value }: Address, by: bigint, { bits }: Block): Address {
  const size = 1n << BigInt(widthOf(version) - bits)
  return { version, value: value + (by < size ? by : size - 1n) }
}

function after(block: Block): Address {
  const { version, value } = first(block)
  return { version, value: value + (1n << BigInt(widthOf(version) - block.bits)) }
}

function addressText({ version, value }: Address): string {
  const [count, size] = version === 4 ? [4, 8n] : [8, 16n]
  const mask = (1n << size) - 1n
  const groups = Array.from({ length: count }, (_, index) => (value >> (size * BigInt(count - 1 - index))) & mask)
  return version === 4 ? groups.join('.') : groups.map((group) => group.toString(16)).join(':')
}
