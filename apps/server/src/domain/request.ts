/** A request as it came off the wire. */

declare const receivedBrand: unique symbol

/** The bytes of one request, whole and bounded: nothing has been decoded, normalised or believed yet. */
export interface Received {
  readonly [receivedBrand]: true
  readonly method: string
  /** The raw request target, origin form. */
  readonly target: string
  /** Raw header list in the order received, duplicates kept. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Uint8Array
  readonly requestId: string
  /** UTC epoch milliseconds. */
  readonly receivedAtMs: number
  /** The peer's address, without port. */
  readonly sourceIp: string
  readonly secureTransport: boolean
}

/** Makes a Received. Only the HTTP listener (and tests in its place) may call it. */
export const received = (facts: Omit<Received, typeof receivedBrand>): Received =>
  Object.freeze({ ...facts }) as Received

/** Whether a header's name is `name` (lower case), ignoring case. */
export const isCalled = (key: string, name: string): boolean => key.length === name.length && key.toLowerCase() === name

/** The value of the first header called `name` (lower case), or undefined. Unsigned headers are hints, never facts. */
export function firstHeader(request: Received, name: string): string | undefined {
  return request.headers.find(([key]) => isCalled(key, name))?.[1]
}
