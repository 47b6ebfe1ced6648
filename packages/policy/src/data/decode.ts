/** Reads the compacted facts: the tables at first use, each service when it is first asked for. The writer is scripts/generate/serviceData.ts. */
import { conditionKey } from './conditionKey.ts'
import { codeOf, LEVELS, MARKS, REQUIRED, TYPES } from './format.ts'
import { SERVICE_DATA } from './serviceData.generated.ts'
import type { ActionFact, ConditionKeyFact, ResourceTypeFact, ResourceUse, ServiceFact } from './types.ts'

/** Everything that belongs to one service. */
export interface ServiceRecord {
  /** By lower-case name. */
  readonly actions: ReadonlyMap<string, ActionFact>
  /** By name as it stands in `ResourceUse`. */
  readonly resourceTypes: ReadonlyMap<string, ResourceTypeFact>
  readonly conditionKeys: readonly ConditionKeyFact[]
}

interface Tables {
  readonly version: string
  readonly keys: readonly ConditionKeyFact[]
  readonly words: ReadonlyMap<string, string>
  /** Each service's own line by its prefix. */
  readonly lines: ReadonlyMap<string, string>
}

let tables: Tables | undefined
const records = new Map<string, ServiceRecord>()
/** Actions of the services that were read, by `id`. */
const actionsById = new Map<string, ActionFact>()

/** The version of iam-data that the facts come from, such as `0.21.202609261`. */
export const dataVersion = (): string => readTables().version

/** Every prefix, sorted. */
export const servicePrefixes = (): readonly string[] => [...readTables().lines.keys()]

/** Every condition key that some service's page lists; one key may stand twice with two types. */
export const listedKeys = (): readonly ConditionKeyFact[] => readTables().keys

/** The name and properties of the service whose prefix is `prefix` in lower case: its line's head, nothing else is read. */
export function serviceHead(prefix: string): ServiceFact | undefined {
  const line = readTables().lines.get(prefix)
  if (line === undefined) return undefined
  const [, name = '', rcp = ''] = line.split('|', 3)
  return { prefix, name, resourceControlPolicies: rcp === 'rcp' }
}

/** The service whose prefix is `prefix` in lower case. */
export function serviceRecord(prefix: string): ServiceRecord | undefined {
  const ready = records.get(prefix)
  if (ready !== undefined) return ready
  const line = readTables().lines.get(prefix)
  if (line === undefined) return undefined
  const record = readService(line, readTables())
  records.set(prefix, record)
  for (const action of record.actions.values()) actionsById.set(action.id, action)
  return record
}

/** The action of exactly this `id`, where its service was read already. */
export const actionById = (id: string): ActionFact | undefined => actionsById.get(id)

function readTables(): Tables {
  tables ??= decodeTables()
  return tables
}

function decodeTables(): Tables {
  const [version = '', keys = '', words = '', ...services] = SERVICE_DATA.split('\n')
  return {
    version,
    keys: keys.split(' ').map((entry) => conditionKey(holes(entry.slice(1)), pick(TYPES, entry.charAt(0)))),
    words: new Map(words.split(' ').map((word, place) => [codeOf(place), word])),
    lines: new Map(services.map((line) => [line.slice(0, line.indexOf('|')), line])),
  }
}

/** Holes are written without their dollar sign, which a template literal would read. */
const holes = (text: string): string => text.replaceAll('{', '${')

const list = (text: string, separator: string): readonly string[] => (text === '' ? [] : text.split(separator))

/** The generated file is ours: a letter or number in it that means nothing is a defect of the generator. */
function known<Value>(value: Value | undefined, written: string): Value {
  if (value === undefined) throw new Error(`the service data is damaged at ${written}`)
  return value
}

const pick = <Value>(from: ReadonlyMap<string, Value>, letters: string): Value => known(from.get(letters), letters)

/** Numbers are written in base 36. */
const numbered = <Value>(from: readonly Value[], place: string): Value => known(from[Number.parseInt(place, 36)], place)

function readService(line: string, { keys, words }: Tables): ServiceRecord {
  const [prefix = '', , , own = '', types = '', groups = ''] = line.split('|')
  const facts = (places: string): readonly ConditionKeyFact[] => list(places, '.').map((place) => numbered(keys, place))
  // Actions that differ in little else share their keys: each list is made once.
  const lists = new Map<string, readonly string[]>()
  const names = (places: string): readonly string[] => {
    const made = lists.get(places) ?? facts(places).map(({ key }) => key)
    lists.set(places, made)
    return made
  }
  const resourceTypes = list(types, ';').map((entry) => readResourceType(entry, prefix, names))
  const actions = list(groups, ';').flatMap((entry) => {
    const [shape = '', conditionKeys = '', members = ''] = entry.split('#')
    const shared = {
      accessLevel: pick(LEVELS, shape.charAt(0)),
      resourceTypes: list(shape.slice(1), ',').map((use) => readUse(use, resourceTypes, names)),
      conditionKeys: names(conditionKeys),
    }
    return members.split(' ').map((coded): ActionFact => {
      const action = decodeName(coded, words)
      return { id: `${prefix}:${action}`, service: prefix, name: action, ...shared }
    })
  })
  return {
    actions: new Map(sorted(actions).map((action) => [action.name.toLowerCase(), action])),
    resourceTypes: new Map(resourceTypes.map((type) => [type.name, type])),
    conditionKeys: facts(own),
  }
}

const sorted = (actions: readonly ActionFact[]): readonly ActionFact[] =>
  [...actions].sort((a, b) => (a.name < b.name ? -1 : 1))

function readResourceType(
  entry: string,
  service: string,
  names: (places: string) => readonly string[],
): ResourceTypeFact {
  const [name = '', arns = '', keys = ''] = entry.split('=')
  const formats = arns.split(',').map((arn) => `arn:\${Partition}:${holes(arn).replace('@', '${Region}:${Account}')}`)
  return { service, name, arns: formats, conditionKeys: names(keys) }
}

function readUse(
  entry: string,
  types: readonly ResourceTypeFact[],
  names: (places: string) => readonly string[],
): ResourceUse {
  const [reference = '', keys = ''] = entry.split('~')
  const required = reference.endsWith(REQUIRED)
  const { name } = numbered(types, required ? reference.slice(0, -1) : reference)
  return { name, required, conditionKeys: names(keys) }
}

/** Codes are two characters and begin with a mark; everything else stands for itself. */
function decodeName(coded: string, words: ReadonlyMap<string, string>): string {
  let name = ''
  for (let at = 0; at < coded.length; at += 1) {
    const character = coded.charAt(at)
    if (!MARKS.includes(character)) {
      name += character
      continue
    }
    at += 1
    name += pick(words, character + coded.charAt(at))
  }
  return name
}
