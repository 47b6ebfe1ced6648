/** Proofs against brute force, thousands of each kind. */
import { describeNamedSoundness, describeSoundness } from '../../cases/analysis/soundness.ts'

for (const seed of [2, 3]) {
  describeSoundness({ seed, rounds: 2_000 })
  describeNamedSoundness({ seed, rounds: 2_000 })
}
