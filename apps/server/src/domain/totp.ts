/** Time-based one-time passwords: 6 digits, 30-second steps, HMAC-SHA-1. Source: RFC 6238 section 4, RFC 4226 section 5.3. */
import { createHmac, timingSafeEqual } from 'node:crypto'

/** Length of one time step. */
const STEP_MS = 30_000

/** How many steps a code may be from now to be good, either way. */
export const CODE_RADIUS_STEPS = 1

/** The time step that UTC epoch milliseconds `epochMs` lies in. */
export const stepAt = (epochMs: number): number => Math.floor(epochMs / STEP_MS)

/** The code of one step: six ASCII digits. `seed` is the shared secret's bytes. */
export function totp(seed: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigInt64BE(BigInt(step))
  const mac = createHmac('sha1', seed).update(counter).digest()
  const offset = mac.readUInt8(mac.length - 1) & 0x0f
  return String((mac.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, '0')
}

/** Where to look for a code: the steps from `center - radius` to `center + radius`. */
export interface StepWindow {
  readonly center: number
  readonly radius: number
}

/**
 * The latest step of the window whose code is `code`, or undefined where none is. Every step is computed and compared in
 * constant time, so how long it takes says nothing about the code. Anything but six ASCII digits matches nothing.
 */
export const matchCode = (seed: Uint8Array, code: string, window: StepWindow): number | undefined =>
  latestMatch([code], seed, window)

/**
 * The step of the second code, where `codes` are the codes of two steps in a row that both lie in the window; the latest
 * such pair. Undefined where there is none.
 */
export const matchConsecutive = (
  seed: Uint8Array,
  codes: readonly [first: string, second: string],
  window: StepWindow,
): number | undefined => latestMatch(codes, seed, window)

/** The latest step `s` of the window at which `codes` are the codes of steps that end with `s`. */
function latestMatch(codes: readonly string[], seed: Uint8Array, window: StepWindow): number | undefined {
  const first = window.center - window.radius
  const last = window.center + window.radius
  const expected: string[] = []
  for (let step = first; step <= last; step++) expected.push(totp(seed, step))
  let matched: number | undefined
  for (let end = codes.length - 1; end < expected.length; end++) {
    let all = true
    for (const [index, code] of codes.entries()) {
      const same = equalCodes(expected[end - codes.length + 1 + index] ?? '', code)
      all = same && all
    }
    if (all) matched = first + end
  }
  return matched
}

/** Constant-time comparison; texts of different lengths are never equal. */
function equalCodes(expected: string, given: string): boolean {
  const left = Buffer.from(expected, 'utf8')
  const right = Buffer.from(given, 'utf8')
  return left.length === right.length && timingSafeEqual(left, right)
}
