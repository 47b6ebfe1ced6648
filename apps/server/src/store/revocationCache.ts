/** The revocation list in memory: the same array until it changes or an entry's time is over. */
import type { Revocation } from '../domain/entities.ts'

interface Answer {
  readonly active: Promise<readonly Revocation[]>
  /** The answer holds for times from here (inclusive) to there (exclusive), UTC epoch ms. */
  readonly fromMs: number
  readonly untilMs: number
}

/** Callers may remember what they derived from an answer by its identity. */
export class RevocationCache {
  #answer: Answer | undefined
  #version = 0

  /** The entries active at `nowMs`, from memory or else by `load`. */
  active(nowMs: number, load: () => Promise<readonly Revocation[]>): Promise<readonly Revocation[]> {
    const answer = this.#answer
    if (answer !== undefined && nowMs >= answer.fromMs && nowMs < answer.untilMs) return answer.active
    return this.#fill(nowMs, load)
  }

  clear(): void {
    this.#version += 1
    this.#answer = undefined
  }

  async #fill(nowMs: number, load: () => Promise<readonly Revocation[]>): Promise<readonly Revocation[]> {
    const version = this.#version
    const list = await load()
    if (version !== this.#version) return list
    let untilMs = Number.POSITIVE_INFINITY
    for (const entry of list) untilMs = Math.min(untilMs, entry.keepUntilMs)
    this.#answer = { active: Promise.resolve(list), fromMs: nowMs, untilMs }
    return list
  }
}
