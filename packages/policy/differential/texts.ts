/** Texts near a given text: with wildcards, variables, one character changed, another case, another end. */
import type { Context } from '../src/index.ts'
import type { Random } from './random.ts'

/** What patterns are made near to, and what of it may be used. */
export interface Surroundings {
  readonly context: Context
  /** Malformed variables and the like, which `parsePolicy` refuses, may be written. */
  readonly wild: boolean
  readonly random: Random
}

const CHARACTERS = ['a', 'A', 'k', '/', ':', '*', '?', '$', '{', '}', '1', 'é', '\u{1f600}', '\n', '\u212a', '.']
const MALFORMED_VARIABLES = [
  '${',
  '${}',
  '${a,b}',
  "${aws:username, 'x}",
  '${aws:username',
  "${, 'x'}",
  "${aws:username,'x'}",
]
const UNRESOLVED = ['${test:absent}', '${aws:Nobody}', '${aws:TagKeys}', '${aws:PrincipalTag/none}']
const DEFAULTS = ['ann', '*', 'a, b', '', 'x}y', '${aws:username}', 'k1']
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['*', '${*}'],
  ['?', '${?}'],
  ['$', '${$}'],
])

/** Offset of the first place in `text` where variables and wildcards mean the same as anywhere: after five colons of an ARN. */
function openStart(text: string): number {
  let at = -1
  for (let colon = 0; colon < 5; colon += 1) {
    at = text.indexOf(':', at + 1)
    if (at === -1) return 0
  }
  return at + 1
}

/** `text` with each wildcard and dollar escaped as a variable. */
export function escaped(text: string): string {
  return text.replace(/[*?$]/g, (character) => ESCAPES.get(character) ?? character)
}

/** `name` in other letters of the same meaning, most often as it is. */
export function anyCase(name: string, random: Random): string {
  const how = random.below(10)
  return how === 0 ? name.toUpperCase() : how === 1 ? name.toLowerCase() : name
}

/** One character replaced, added or removed, or the case turned. */
export function changed(text: string, from: number, random: Random): string {
  const at = from + random.below(text.length - from + 1)
  switch (random.below(5)) {
    case 0:
      return text.slice(0, at) + random.pick(CHARACTERS) + text.slice(at + 1)
    case 1:
      return text.slice(0, at) + random.pick(CHARACTERS) + text.slice(at)
    case 2:
      return text.slice(0, at) + text.slice(at + 1)
    case 3:
      return text.slice(0, from) + flip(text.slice(from))
    default:
      return random.chance(50) ? `${text}x` : text.slice(0, -1)
  }
}

function flip(text: string): string {
  const upper = text.toUpperCase()
  return upper === text ? text.toLowerCase() : upper
}

/** A stretch replaced by a star, a character by a question mark, or stars strewn in; most of them cover `text`. */
export function wildcarded(text: string, from: number, random: Random): string {
  const at = from + random.below(text.length - from + 1)
  const until = at + random.below(text.length - at + 1)
  switch (random.below(8)) {
    case 0:
    case 1:
      return `${text.slice(0, at)}*`
    case 2:
      return `${text.slice(0, from)}*${text.slice(at)}`
    case 3:
      return `${text.slice(0, at)}*${text.slice(until)}`
    case 4:
      return `${text.slice(0, at)}?${text.slice(at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1))}`
    case 5:
      return `${text.slice(0, at)}**?${text.slice(until)}`
    case 6:
      return `${text.slice(0, at)}*${text.slice(until, -1)}?*`
    default:
      return `${text}*`
  }
}

/** A variable: of a key in the context or not, an escape, with a default or without. */
export function variable({ context, random, wild }: Surroundings): string {
  if (wild && random.chance(40)) return random.pick(MALFORMED_VARIABLES)
  if (random.chance(15)) return random.pick(['${*}', '${?}', '${$}'])
  if (context.size === 0 || random.chance(25)) return random.pick(UNRESOLVED)
  const name = anyCase(random.pick([...context.keys()]), random)
  return random.chance(30) ? `\${${name}, '${random.pick(DEFAULTS)}'}` : `\${${name}}`
}

/** `text` with a variable in place of the text that the variable stands for; undefined when no value occurs in it. */
function abstracted(text: string, from: number, { context, random }: Surroundings): string | undefined {
  for (const [name, { values }] of context) {
    const [value = ''] = values
    const at = value.length < 2 ? -1 : text.indexOf(value, from)
    if (at === -1 || random.chance(30)) continue
    const fallback = random.chance(25) ? `, '${random.pick(DEFAULTS)}'` : ''
    const written = `\${${anyCase(name, random)}${fallback}}`
    // Twice, though the text may hold it but once.
    const twice = random.chance(8) ? `${random.pick(['*', '?', ''])}${written}` : ''
    return `${text.slice(0, at)}${written}${twice}${text.slice(at + value.length)}`
  }
  return undefined
}

/** A text pattern near `text`; from the offset `from` on. More often than not it covers `text`. */
export function nearText(text: string, from: number, around: Surroundings): string {
  const { random } = around
  switch (random.below(12)) {
    case 0:
    case 1:
      return text
    case 2:
      return text.slice(0, from) + escaped(text.slice(from))
    case 3:
    case 4:
      return wildcarded(text, from, random)
    case 5:
      return wildcarded(wildcarded(text, from, random), from, random)
    case 6:
      return changed(text, from, random)
    case 7:
    case 8:
      return abstracted(text, from, around) ?? wildcarded(text, from, random)
    case 9: {
      const pattern = abstracted(text, from, around)
      return pattern === undefined ? text : wildcarded(pattern, from, random)
    }
    case 10: {
      const at = from + random.below(text.length - from + 1)
      return text.slice(0, at) + variable(around) + text.slice(at + random.below(3))
    }
    default:
      return random.chance(50) ? '*' : changed(wildcarded(text, from, random), from, random)
  }
}

const REGIONS = ['*', 'us-*', '*-1', '??-east-1', 'us-east-1', '?', 'us-*:*', '']

/** A resource pattern near `resource`: by segment, by text, shortened, or of something else. */
export function nearResource(resource: string, around: Surroundings): string {
  const { random, wild } = around
  const segments = resource.split(':')
  switch (random.below(12)) {
    case 0:
    case 1:
      return '*'
    case 2:
      if (segments.length < 6) return resource
      segments[3 + random.below(2)] = random.pick(REGIONS)
      return segments.join(':')
    case 3:
      return segments.slice(0, 3 + random.below(3)).join(':') + (random.chance(40) ? ':*' : '')
    case 4: {
      if (!wild) return resource
      const index = random.below(segments.length)
      segments[index] = random.chance(50) ? wildcarded(segments[index] ?? '', 0, random) : variable(around)
      return segments.join(':')
    }
    case 5:
      return segments.length < 6
        ? resource
        : nearText(resource, openStart(resource), around) + (random.chance(30) ? ':*' : '')
    default:
      return nearText(resource, openStart(resource), around)
  }
}

/** An action pattern near `action`. */
export function nearAction(action: string, random: Random): string {
  const name = action.indexOf(':') + 1
  switch (random.below(10)) {
    case 0:
      return '*'
    case 1:
    case 2:
      return anyCase(action, random)
    case 3:
      return `${action.slice(0, name)}*`
    case 4:
    case 5:
      return anyCase(wildcarded(action, name, random), random)
    case 6:
      return wildcarded(wildcarded(action, name, random), name, random)
    case 7:
      return changed(action, name, random)
    case 8:
      return `*:${action.slice(name)}`
    default:
      return action
  }
}
