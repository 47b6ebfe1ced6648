/** Time at the wire. Inside, time is epoch milliseconds (UTC). */

// oxlint-disable no-restricted-globals -- converts given instants only; reads no clock

/** `2026-11-22T01:38:04Z`: whole seconds, rounded down, as AWS's query services print time. */
export const isoSeconds = (epochMs: number): string =>
  `${new Date(Math.floor(epochMs / 1000) * 1000).toISOString().slice(0, 19)}Z`

/** `2026-11-22T01:38:04.123Z` */
export const isoMilliseconds = (epochMs: number): string => new Date(epochMs).toISOString()

/** The `Date` header's form: `Sun, 22 Nov 2026 01:38:04 GMT`. Source: RFC 9110 section 5.6.7. */
export const httpDate = (epochMs: number): string => new Date(epochMs).toUTCString()
