/** The request as it came off the wire, and the bounds it must keep before any work is done on it. */

/** A request before anybody has interpreted it. Text here is a byte string: one character is one byte (0 to 255), which
 *  is how `node:http` hands out `url` and `rawHeaders` and how Fetch hands out header values. */
export interface WireRequest {
  /** The method, as received. */
  readonly method: string
  /** The raw request-target in origin-form (`/path?query`), never passed through a URL class. */
  readonly target: string
  /** Every header field in the order received, duplicates kept. */
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** Upper bounds checked before anything is decoded. Counts are entries, lengths are bytes. */
export interface WireLimits {
  /** Longest request-target. Default 16384. */
  readonly targetBytes: number
  /** Most header fields. Default 100. */
  readonly headerCount: number
  /** Longest sum of all header names and values. Default 65536. */
  readonly headerBytes: number
  /** Most query parameters. Default 200, which holds the largest AssumeRole sent as a presigned GET. */
  readonly parameterCount: number
}

/** The bounds used where the caller gives none. */
export const defaultLimits: WireLimits = {
  targetBytes: 16_384,
  headerCount: 100,
  headerBytes: 65_536,
  parameterCount: 200,
}

/** How the canonical path is made.
 *  `normalized`: dot segments and repeated slashes removed, then every byte encoded once more (all services but S3).
 *  `s3`: the path as received; only bytes that may not stand in a path are encoded. */
export type PathRules = 'normalized' | 's3'

/** What the last line of the canonical request may be.
 *  `body`: the hash of the body, always (all services but S3).
 *  `s3`: a hash, `UNSIGNED-PAYLOAD` or a streaming mode; header-signed requests must say which. */
export type PayloadRules = 'body' | 's3'

/** Choices of the service that reads the request. They never come from the request itself. */
export interface ParseOptions {
  /** Default `normalized`. */
  readonly pathRules?: PathRules
  /** Default `body`. */
  readonly payloadRules?: PayloadRules
  /** Accept a session token that was attached after signing and is therefore not covered by the signature. Off by
   *  default; only a few old services (AWS IoT among them) work this way. When on, a presigned request's token is
   *  never part of its canonical query. */
  readonly tokenAddedAfterSigning?: boolean
  /** Query parameters that choose what runs: each at most once and spelled exactly so. Default `Action`, `Version`;
   *  a gateway before services that are not AWS query services passes `[]`. */
  readonly strictParameters?: readonly string[]
  /** Bounds that differ from {@link defaultLimits}. */
  readonly limits?: Partial<WireLimits>
}

/** The choices S3 makes: paths as received, unsigned and streaming payloads allowed. */
export const s3ParseOptions: ParseOptions = { pathRules: 's3', payloadRules: 's3', strictParameters: [] }
