/** Settings by name, and the same in the shape of the wire, where session durations are a map of their own. */

type Json = Readonly<Record<string, unknown>>

const DURATIONS = 'maxSessionDuration'

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** `maxSessionDuration.any` and the like into the map. */
export function toWire(settings: readonly (readonly [string, number | boolean])[]): Json {
  const isDuration = ([name]: readonly [string, unknown]): boolean => name.startsWith(`${DURATIONS}.`)
  const durations = settings.filter(isDuration).map(([name, value]) => [name.slice(DURATIONS.length + 1), value])
  const others = Object.fromEntries(settings.filter((setting) => !isDuration(setting)))
  return durations.length === 0 ? others : { ...others, [DURATIONS]: Object.fromEntries(durations) }
}

/** What the server answered, by name. */
export function fromWire(value: unknown): ReadonlyMap<string, unknown> {
  if (!isJson(value)) return new Map()
  const { [DURATIONS]: durations, ...others } = value
  const named = Object.entries(isJson(durations) ? durations : {}).map(
    ([kind, seconds]) => [`${DURATIONS}.${kind}`, seconds] as const,
  )
  return new Map<string, unknown>([...named, ...Object.entries(others)])
}
