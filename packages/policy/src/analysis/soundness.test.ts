/** Proofs against brute force, briefly; soundness.slow.test.ts takes its time. */
import { describeNamedSoundness, describeSoundness } from '../../cases/analysis/soundness.ts'

describeSoundness({ seed: 1, rounds: 110 })
describeNamedSoundness({ seed: 1, rounds: 70 })
