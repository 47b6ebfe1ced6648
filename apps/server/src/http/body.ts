/** The body of a request as it arrives: whole in the end, bounded at every moment. */
import type { Limits } from './limits.ts'
import { BODY_TOO_LARGE, OVERLOADED, SCATTERED } from './refusal.ts'
import type { Refused } from './refusal.ts'

/** Memory that all large bodies share, so that many half-sent ones cannot exhaust the process. */
export class BodyBudget {
  #left: number

  constructor(bytes: number) {
    this.#left = bytes
  }

  /** True, and the bytes are taken; false when there are not enough left. */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false
    this.#left -= bytes
    return true
  }

  give(bytes: number): void {
    this.#left += bytes
  }
}

const EMPTY = Buffer.alloc(0)

/** Collects one body at a time. Pieces are copied together: a list of one-byte pieces would cost a hundred times their size. */
export class BodyReader {
  readonly #limits: Limits
  readonly #budget: BodyBudget
  #bytes: Buffer = EMPTY
  #length = 0
  #pieces = 0
  #borrowed = 0

  constructor(limits: Limits, budget: BodyBudget) {
    this.#limits = limits
    this.#budget = budget
  }

  /** Adds a piece, or says why the body is refused: too large, in too many pieces, no memory left for large ones. */
  add(piece: Buffer): Refused | undefined {
    this.#pieces += 1
    const length = this.#length + piece.length
    if (length > this.#limits.bodyBytes) return BODY_TOO_LARGE
    if (this.#pieces > this.#limits.bodyPieces) return SCATTERED
    if (this.#pieces === 1) return this.#keep(piece)
    if (length > this.#bytes.length && !this.#grow(length)) return OVERLOADED
    piece.copy(this.#bytes, this.#length)
    this.#length = length
    return undefined
  }

  /** Most bodies arrive in one piece, which needs no copy. */
  #keep(piece: Buffer): Refused | undefined {
    if (!this.#borrowFor(piece.length)) return OVERLOADED
    this.#bytes = piece
    this.#length = piece.length
    return undefined
  }

  #grow(needed: number): boolean {
    const generous = Math.min(this.#limits.bodyBytes, Math.max(2 * needed, 4_096))
    const capacity = this.#borrowFor(generous) ? generous : needed
    if (!this.#borrowFor(capacity)) return false
    const larger = Buffer.allocUnsafeSlow(capacity)
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
    return true
  }

  #borrowFor(capacity: number): boolean {
    const more = capacity - this.#limits.smallBodyBytes - this.#borrowed
    if (more <= 0) return true
    if (!this.#budget.take(more)) return false
    this.#borrowed += more
    return true
  }

  /** The body so far. The bytes stay counted until `clear`. */
  whole(): Buffer {
    return this.#bytes.length === this.#length ? this.#bytes : this.#bytes.subarray(0, this.#length)
  }

  /** Forgets the body and gives its share of the budget back. */
  clear(): void {
    if (this.#borrowed > 0) this.#budget.give(this.#borrowed)
    this.#bytes = EMPTY
    this.#length = 0
    this.#pieces = 0
    this.#borrowed = 0
  }
}
