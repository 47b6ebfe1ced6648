/** The proof that a call was authorized. */
import type { Caller } from '../domain/caller.ts'
import type { Received } from '../domain/request.ts'
import type { Asks } from './ask.ts'

declare const authorizedBrand: unique symbol

/** A decoded call and who makes it, before anybody decided whether it may be made. */
export interface Call<I> {
  readonly input: I
  readonly caller: Caller
  readonly request: Received
  /** The signature scope's region. */
  readonly region: string
}

/** A call that every applicable policy allows. Only `authorize` makes one: an operation cannot run without it. */
export interface Authorized<I> extends Call<I> {
  readonly [authorizedBrand]: true
  /** What was asked and allowed: what it rested on may have changed by the time the operation runs. */
  readonly asks: Asks
}
