/** IAM beside a small model of it: whatever is called in whatever order, both say the same and show the same. */
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { oneAfterTheOther, sideBySide } from './properties.ts'

describe('IAM and its model', () => {
  test('any sequence of calls is answered as the model says, and leaves what the model says', () =>
    fc.assert(oneAfterTheOther(100), { numRuns: 40 }))

  test('calls made at the same time leave what they would have left in the order of their transactions', () =>
    fc.assert(sideBySide(50), { numRuns: 20 }))
})
