/** Whether a signature is in date. The clock is an argument. */

import { formatAmzDate } from './amzDate.ts'
import type { ParsedRequest } from './parsedRequest.ts'
import { refuse, type SigV4Refusal } from './refusal.ts'

/** How a service reads the times of a request. */
export interface TimeRules {
  /** How far the signing time may lie from the clock either way, in milliseconds, both ends included. */
  readonly skewMs: number
  /** `window`: a presigned request is as good as any other and X-Amz-Expires is ignored (STS, IAM).
   *  `expires`: it is good from `skewMs` before its signing time until X-Amz-Expires seconds after it (S3). */
  readonly presigned: 'window' | 'expires'
}

/** STS, IAM and most others: 15 minutes either way, X-Amz-Expires signed but ignored. */
export const stsTimeRules: TimeRules = { skewMs: 900_000, presigned: 'window' }

/** S3: 15 minutes either way for signed headers, X-Amz-Expires from 1 second to 7 days for presigned requests. */
export const s3TimeRules: TimeRules = { skewMs: 900_000, presigned: 'expires' }

function checkWindow(parsed: ParsedRequest, nowMs: number, rules: TimeRules): SigV4Refusal | undefined {
  const oldest = nowMs - rules.skewMs
  const newest = nowMs + rules.skewMs
  if (parsed.signedAtMs >= oldest && parsed.signedAtMs <= newest) return undefined
  if (rules.presigned === 'expires')
    return refuse('RequestTimeTooSkewed', 'The difference between the request time and the current time is too large.')
  const now = formatAmzDate(nowMs)
  const minutes = `${Math.floor(rules.skewMs / 60_000)} min.`
  // Clients look for the words "Signature expired" to repair their clock.
  return parsed.signedAtMs < oldest
    ? refuse(
        'SignatureDoesNotMatch',
        `Signature expired: ${parsed.timestamp} is now earlier than ${formatAmzDate(oldest)} (${now} - ${minutes})`,
      )
    : refuse(
        'SignatureDoesNotMatch',
        `Signature not yet current: ${parsed.timestamp} is still later than ${formatAmzDate(newest)} (${now} + ${minutes})`,
      )
}

function checkExpires(parsed: ParsedRequest, nowMs: number, rules: TimeRules): SigV4Refusal | undefined {
  const malformed = (message: string): SigV4Refusal => refuse('AuthorizationQueryParametersError', message)
  const seconds = parsed.expiresSeconds
  if (seconds === undefined) return malformed('X-Amz-Expires should be a number')
  if (seconds < 1) return malformed('X-Amz-Expires must be positive')
  if (seconds > 604_800)
    return malformed(
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    )
  if (parsed.signedAtMs > nowMs + rules.skewMs) return refuse('AccessDenied', 'Request is not valid yet')
  return nowMs > parsed.signedAtMs + seconds * 1000 ? refuse('AccessDenied', 'Request has expired') : undefined
}

/** Checks a parsed request against the clock, `nowMs` in epoch milliseconds. Returns undefined where it is in date.
 *  (The scope's day and the calendar were checked when it was parsed.) */
export function checkTime(parsed: ParsedRequest, nowMs: number, rules: TimeRules): SigV4Refusal | undefined {
  return parsed.form === 'query' && rules.presigned === 'expires'
    ? checkExpires(parsed, nowMs, rules)
    : checkWindow(parsed, nowMs, rules)
}
