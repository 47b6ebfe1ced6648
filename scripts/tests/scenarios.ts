/** A process of `npm test`: what users do, from the outside. It takes as long as the others together. */
import { importTests } from './importTests.ts'

await importTests('test/scenarios')
