/** A process of `npm test`: attacks, crashes, the model, the rules of the house, and whatever else is no scenario. */
import { importTests } from './importTests.ts'

await importTests('test', 'test/scenarios')
