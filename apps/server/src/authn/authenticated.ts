/** The proof that a request was signed by somebody we know. */
import type { SignedView } from '@brevet/sigv4'
import type { Caller } from '../domain/caller.ts'
import type { Received } from '../domain/request.ts'

declare const authenticatedBrand: unique symbol

/** A request and the principal whose secret signed it. Only `authenticate` makes one. */
export interface Authenticated {
  readonly [authenticatedBrand]: true
  readonly request: Received
  readonly caller: Caller
  /** The region of the signature's scope. */
  readonly region: string
  /** What the signature covers, and nothing else. */
  readonly signed: SignedView
}

/** Brands the outcome of a successful verification. For authn only. */
export const authenticated = (facts: Omit<Authenticated, typeof authenticatedBrand>): Authenticated =>
  Object.freeze({ ...facts }) as Authenticated
