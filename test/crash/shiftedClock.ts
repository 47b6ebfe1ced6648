/** Loaded before `brevet` (`node --import`): the machine's wall clock, BREVET_TEST_AHEAD_MS milliseconds ahead (negative: behind). Monotonic time is the machine's. */
const aheadMs = Number(process.env['BREVET_TEST_AHEAD_MS'])
if (!Number.isSafeInteger(aheadMs)) throw new Error('BREVET_TEST_AHEAD_MS must be whole milliseconds')
const now = Date.now.bind(Date)
Date.now = () => now() + aheadMs
