/** A process of `npm test`: what the parts do, each by itself. */
import { importTests } from './importTests.ts'

await importTests('{packages,apps}/*/src')
await importTests('scripts')
