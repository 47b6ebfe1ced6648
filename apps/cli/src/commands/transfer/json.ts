/** JSON of unknown shape, read without trust: what is not of the kind asked for reads as empty. */

/** An object. */
export type Json = Readonly<Record<string, unknown>>

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The object that `value` is, or an empty one. */
export const record = (value: unknown): Json => (isJson(value) ? value : {})
/** The objects in a list. */
export const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isJson) : [])
/** The strings in a list. */
export const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []
/** The string that `value` is, or an empty one. */
export const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Lists as the query protocol has them: `Tags.member.1.Key`. */
export const members = (name: string, items: readonly (string | Json)[]): Record<string, string> =>
  Object.fromEntries(
    items.flatMap((item, index) =>
      typeof item === 'string'
        ? [[`${name}.member.${index + 1}`, item]]
        : Object.entries(item).map(([key, value]) => [`${name}.member.${index + 1}.${key}`, String(value)]),
    ),
  )

/** `value` with every string in it replaced; keys stay. */
export function mapStrings(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, change))
  if (!isJson(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings(item, change)]))
}

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys)
  if (!isJson(value)) return value
  const keys = Object.keys(value).toSorted()
  return keys.map((key) => [key, sortedKeys(key === 'AWS' ? mapStrings(value[key], accountAsRoot) : value[key])])
}

/** An account id among principals means the account's root, and is shown as that. Source: IAM user guide, "AWS account principals". */
const accountAsRoot = (principal: string): string =>
  /^\d{12}$/.test(principal) ? `arn:aws:iam::${principal}:root` : principal

/** True where two values are the same but for the order of keys. */
export const same = (one: unknown, other: unknown): boolean =>
  JSON.stringify(sortedKeys(one)) === JSON.stringify(sortedKeys(other))
