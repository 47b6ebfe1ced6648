/** `NAME=VALUE` as people write it, and values as people read them. */
import { GUARDRAIL_NAMES, LIMITS, settingFault } from '@brevet/server/guardrails'
import type { LimitName } from '@brevet/server/guardrails'
import { UsageError } from '../../command.ts'

/** Seconds in each unit of a duration. */
const UNITS = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3_600],
  ['d', 86_400],
])

const QUANTITY = /^(\d{1,9})([smhd]?)$/
const ON_OFF = new Map([
  ['on', true],
  ['off', false],
])

/** The value of a limit in its own unit. A number alone is in that unit. */
function limitValue(name: LimitName, text: string): number {
  const [, digits = '', unit = ''] = QUANTITY.exec(text) ?? []
  const inDays = LIMITS.get(name)?.unit === 'days'
  const seconds = UNITS.get(unit)
  if (digits === '' || (inDays && unit !== '' && unit !== 'd')) {
    throw new UsageError(`'${text}' is no value of ${name}; for example ${name}=${inDays ? '90d' : '2h'}`)
  }
  const value = Number(digits) * (inDays ? 1 : (seconds ?? 1))
  const fault = settingFault(name, value)
  if (fault !== undefined) throw new UsageError(`${name}=${text}: ${fault}`)
  return value
}

/** A guardrail's name. Throws UsageError. */
export function guardrailName(word: string): string {
  if (GUARDRAIL_NAMES.some((name) => name === word)) return word
  throw new UsageError(`there is no guardrail '${word}'; there are: ${GUARDRAIL_NAMES.join(', ')}`)
}

/** A setting of a command line: its name, and the number or switch that the server takes. Throws UsageError. */
export function readSetting(word: string): readonly [name: string, value: number | boolean] {
  const at = word.indexOf('=')
  if (at < 0) throw new UsageError(`'${word}' is not NAME=VALUE; for example maxSessionDuration.any=2h`)
  const [name, text] = [guardrailName(word.slice(0, at)), word.slice(at + 1)]
  if (LIMITS.has(name as LimitName)) return [name, limitValue(name as LimitName, text)]
  const value = ON_OFF.get(text)
  if (value === undefined) throw new UsageError(`'${text}' is no value of ${name}: it is on or off`)
  return [name, value]
}

/** A value for people: `1h 30m`, `90d`, `on`. */
export function shownValue(name: string, value: unknown): string {
  if (typeof value !== 'number') return value === true ? 'on' : 'off'
  if (LIMITS.get(name as LimitName)?.unit === 'days') return `${value}d`
  const parts = [
    [Math.floor(value / 3_600), 'h'],
    [Math.floor((value % 3_600) / 60), 'm'],
    [value % 60, 's'],
  ] as const
  const told = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count}${unit}`)
  return told.length === 0 ? '0s' : told.join(' ')
}
