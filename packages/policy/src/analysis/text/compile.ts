/** Policy text to pattern, exactly as the reference reads it, with variables left unknown. */
import { readVariable } from '../../reference/template.ts'
import { ANY, FOLD, type Glob, SEGMENT_ANY, SEGMENT_STAR, spell, STAR, tidy, VARIABLE } from './glob.ts'

/** How a policy text is read: the elements of a statement, then the text operators by what they compare. */
export type TextKind = 'action' | 'resource' | 'paddedResource' | 'like' | 'exact' | 'exactFold' | 'arn'

/** The variables of a question; equal texts are one variable. */
export interface Variables {
  /** The symbol of a variable read in a given way. */
  symbolOf(name: string, fallback: string | undefined, reading: string): number
  /** Whether some variable has a default. */
  readonly withDefaults: boolean
  /** Name (lower case) and default of a symbol. */
  describe(symbol: number): { readonly name: string; readonly fallback: string | undefined }
}

/** An empty table. */
export function createVariables(): Variables {
  const symbols = new Map<string, number>()
  const entries: { readonly name: string; readonly fallback: string | undefined }[] = []
  return {
    symbolOf(name, fallback, reading) {
      const key = JSON.stringify([reading, name.toLowerCase(), fallback])
      let symbol = symbols.get(key)
      if (symbol === undefined) {
        symbol = VARIABLE - entries.length
        symbols.set(key, symbol)
        entries.push({ name: name.toLowerCase(), fallback })
      }
      return symbol
    },
    get withDefaults() {
      return entries.some(({ fallback }) => fallback !== undefined)
    },
    describe: (symbol) => entries[VARIABLE - symbol] ?? { name: '', fallback: undefined },
  }
}

/** How to read; `variables` is absent in version 2008-10-17 and where variables have no meaning. */
export interface TextReading {
  readonly kind: TextKind
  readonly variables?: Variables
}

/** A pattern; `nothing` where the text can match no value; `opaque` where the analysis does not know what it matches. */
export type Compiled = Glob | 'nothing' | 'opaque'

/** The pattern that a policy text stands for. */
export function compileText(text: string, { kind, variables }: TextReading): Compiled {
  switch (kind) {
    case 'action':
      return readSymbols(foldAction(text), { wildcard: freeWildcard })
    case 'resource':
    case 'paddedResource':
      return readResource(kind === 'resource' ? text : pad(text), variables)
    case 'like':
      return readSymbols(text, { wildcard: freeWildcard, ...reading(variables, 'text') })
    case 'exact':
      return readSymbols(text, reading(variables, 'text'))
    case 'exactFold':
      return readFolded(text, variables)
    case 'arn':
      return readArn(text, variables)
  }
}

interface Rules {
  /** What `*` and `?` mean where they stand; absent: themselves. */
  readonly wildcard?: (
    character: string,
    place: { readonly colons: number; readonly next: string | undefined },
  ) => number
  readonly variable?: (variable: NonNullable<ReturnType<typeof readVariable>>, colons: number) => number | undefined
}

const freeWildcard = (character: string): number => (character === '*' ? STAR : ANY)

/** Variables read as plain text; they are told apart by `how` where the reading puts bounds on their values. */
function reading(variables: Variables | undefined, how: string): Pick<Rules, 'variable'> {
  if (variables === undefined) return {}
  return { variable: ({ name, fallback }) => variables.symbolOf(name, fallback, how) }
}

function readSymbols(text: string, { wildcard, variable }: Rules): Compiled {
  const glob: number[] = []
  let colons = 0
  for (let at = 0; at < text.length;) {
    if (variable !== undefined && text.startsWith('${', at)) {
      const found = readVariable(text, at)
      const symbol =
        found === undefined ? undefined : isEscape(found.name) ? spell(found.name)[0] : variable(found, colons)
      if (found === undefined || symbol === undefined) return 'opaque'
      glob.push(symbol)
      at = found.end
      continue
    }
    const point = text.codePointAt(at) ?? 0
    const character = String.fromCodePoint(point)
    at += character.length
    const wild = wildcard !== undefined && (character === '*' || character === '?')
    glob.push(wild ? wildcard(character, { colons, next: text[at] }) : point)
    if (character === ':') colons += 1
  }
  return tidy(glob)
}

const isEscape = (name: string): boolean => name === '*' || name === '?' || name === '$'

/** ASCII only, as the engine folds actions. */
export function foldAction(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

/** `arn:aws:sqs:us-east-1` means `arn:aws:sqs:us-east-1:*:*`. */
function pad(text: string): string {
  const missing = text === '*' ? 0 : 6 - text.split(':').length
  return missing > 0 ? text + ':*'.repeat(missing) : text
}

/** In the first five segments wildcards stop at colons, but for a star that ends its segment; variables have no meaning. */
function readResource(text: string, variables: Variables | undefined): Compiled {
  return readSymbols(text, {
    wildcard: (character, { colons, next }) => {
      if (character === '?') return colons < 5 ? SEGMENT_ANY : ANY
      return colons < 5 && next !== undefined && next !== ':' ? SEGMENT_STAR : STAR
    },
    ...(variables === undefined
      ? {}
      : {
          variable: ({ name, fallback }, colons) =>
            colons < 5 ? undefined : variables.symbolOf(name, fallback, 'text'),
        }),
  })
}

/** Lower case of a whole text is that of its letters in Latin-1; beyond, the analysis does not know. */
function readFolded(text: string, variables: Variables | undefined): Compiled {
  const glob = readSymbols(text, reading(variables, 'folded'))
  if (typeof glob === 'string') return glob
  if (glob.some((symbol) => symbol > 0xff)) return 'opaque'
  return glob.map((symbol) =>
    symbol < 0 ? symbol : FOLD + (spell(String.fromCodePoint(symbol).toLowerCase())[0] ?? 0),
  )
}

/** Six segments, each for itself: the first five hold no colon. Fewer segments match nothing but for a lone variable. */
function readArn(text: string, variables: Variables | undefined): Compiled {
  if (variables !== undefined && text.startsWith('${')) {
    const lone = readVariable(text, 0)
    if (lone?.end === text.length)
      return isEscape(lone.name) ? 'nothing' : [variables.symbolOf(lone.name, lone.fallback, 'arn')]
  }
  let colons = 0
  const glob = readSymbols(text, {
    wildcard: (character, place) => {
      const early = place.colons < 5
      return character === '*' ? (early ? SEGMENT_STAR : STAR) : early ? SEGMENT_ANY : ANY
    },
    ...(variables === undefined
      ? {}
      : {
          variable: ({ name, fallback }, colons) => variables.symbolOf(name, fallback, colons < 5 ? 'segment' : 'text'),
        }),
  })
  if (typeof glob === 'string') return glob
  for (const symbol of glob) if (symbol === 0x3a) colons += 1
  return colons < 5 ? 'nothing' : glob
}
