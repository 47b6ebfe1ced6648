/** Where in a document something stands, in the three spellings we need: offsets, our path text, RFC 6901 pointer. */

/** Member names and indexes from the root. */
export type Location = readonly (string | number)[]

/** A stretch of the text (UTF-16 offsets, end exclusive) and which element it is. */
export interface Place {
  readonly start: number
  readonly end: number
  readonly location: Location
}

/** As `PolicyFault.path` spells it: `Statement[0].Action[1]`. */
export function pathText(location: Location): string {
  return location
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join('')
}

/** The JSON pointer (RFC 6901) of a location. */
export function pointer(location: Location): string {
  return location.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
