/** Where the judge gives up: never a PASS, never a list of findings that only looks complete. */
import type { Analysis } from '@brevet/policy/analysis'
import type { Finding } from '@brevet/policy/lint'
import { ServiceError } from '../../domain/errors.ts'
import { JudgeBusy, JudgeGaveUp } from './judge/policyJudge.ts'

const RETRY_AFTER_SECONDS = 1

/** 429: the judge has enough to do. */
const throttled = (): ServiceError =>
  new ServiceError('ThrottlingException', 'Rate exceeded', { members: { retryAfterSeconds: RETRY_AFTER_SECONDS } })

/** The analysis; `unknown` where the judge gave up. Throws ThrottlingException. */
export async function analysis(asked: Promise<Analysis>): Promise<Analysis> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof JudgeGaveUp) return { answer: 'unknown', why: error.message, undecided: [], steps: 0 }
    throw error instanceof JudgeBusy ? throttled() : error
  }
}

/** The findings. Throws ThrottlingException; ValidationException for a policy that takes too long. */
export async function findings(asked: Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof JudgeGaveUp) {
      const message = `The policy document could not be judged: ${error.message}.`
      throw new ServiceError('ValidationException', message, { members: { reason: 'other' } })
    }
    throw error instanceof JudgeBusy ? throttled() : error
  }
}
