/** IAM beside a small model of it: whatever is called in whatever order, both say the same and show the same. */
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { oneAfterTheOther, playAndCheck, playBoth, sideBySide } from './properties.ts'
import { CLEARING, OF_OTHERS, QUOTAS, TO_BEGIN_WITH } from './steps.ts'

describe('IAM and its model', () => {
  test('what one thing still hangs on is not deleted, and what nothing hangs on goes without a trace', async () => {
    for (let kept = 0; kept <= CLEARING.length; kept += 1)
      await playAndCheck([...TO_BEGIN_WITH, ...CLEARING.filter((_, index) => index !== kept)])
  })

  test('quotas hold, exactly, for one caller and for two at once', async () => {
    for (const steps of QUOTAS) {
      await playAndCheck([...TO_BEGIN_WITH, ...steps])
      await playBoth({ first: TO_BEGIN_WITH, left: steps, right: steps })
    }
  })

  test('names and things of others stay theirs', () => playAndCheck([...TO_BEGIN_WITH, ...OF_OTHERS]))

  test('any sequence of calls is answered as the model says, and leaves what the model says', () =>
    fc.assert(oneAfterTheOther(100), { numRuns: 20 }))

  test('calls made at the same time leave what they would have left in the order of their transactions', () =>
    fc.assert(sideBySide(50), { numRuns: 10 }))
})
