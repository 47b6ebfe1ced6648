/** Bounds that hold before anything is parsed. Counts are entries, sizes bytes, times milliseconds. */

/** What one connection, and all of them together, may cost. */
export interface Limits {
  /** Request line and headers together. AWS's own services refuse above 16 KB to 20 KB. */
  readonly headerBytes: number
  /** Header fields. The SDKs send fewer than 20. */
  readonly headers: number
  /** One body: room for the largest policy document (131,072 characters) percent-encoded. */
  readonly bodyBytes: number
  /** Pieces a body may arrive in; each one costs work, however small it is. */
  readonly bodyPieces: number
  /** What a body may take on the wire, its chunk headers and extensions included. */
  readonly wireBytes: number
  /** A body up to this size is always read; what goes beyond it shares `largeBodiesBytes` with all other bodies. */
  readonly smallBodyBytes: number
  readonly largeBodiesBytes: number
  /** What long answers that clients have not taken yet may hold together. */
  readonly untakenBytes: number
  /** From the first byte of a request, or the start of its connection, to the end of the headers. */
  readonly headersMs: number
  /** From the first byte of a request to the end of its body. */
  readonly requestMs: number
  /** An idle connection is kept this long: longer than the SDKs keep theirs, so that they close first. */
  readonly keepAliveMs: number
  /** How often overdue requests are looked for. */
  readonly checkEveryMs: number
  /** A connection on which no byte moves for this long is cut: a client that does not read its answer. */
  readonly stallMs: number
  /** After a refusal the rest of the request is swallowed for this long, and this far: see Connection. */
  readonly lingerMs: number
  readonly lingerBytes: number
  /** Connections at once. */
  readonly connections: number
}

/**
 * What holds where nothing else is asked for. Outsiders can make the process hold at most
 * connections x (headerBytes + smallBodyBytes) + largeBodiesBytes = 192 MiB of requests. Callers can make it hold as much as
 * connections x ONE_WRITE_BYTES (answer.ts) + untakenBytes = 192 MiB of answers that nobody reads.
 */
export const LIMITS: Limits = {
  headerBytes: 16_384,
  headers: 100,
  bodyBytes: 524_288,
  bodyPieces: 4_096,
  wireBytes: 1_048_576,
  smallBodyBytes: 16_384,
  largeBodiesBytes: 67_108_864,
  untakenBytes: 134_217_728,
  headersMs: 10_000,
  requestMs: 30_000,
  keepAliveMs: 65_000,
  checkEveryMs: 1_000,
  stallMs: 60_000,
  lingerMs: 5_000,
  lingerBytes: 16_777_216,
  connections: 4_096,
}
