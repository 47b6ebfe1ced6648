/** The column: every request goes down these lines, in this order, and no other way. */
import { authenticate } from '../authn/authenticate.ts'
import type { AuthnEffects } from '../authn/authenticate.ts'
import type { Encoded } from '../protocol/protocol.ts'
import { decode } from './decode.ts'
import { execute } from './execute.ts'
import type { ExecuteEffects } from './execute.ts'
import type { Effects } from '../services/operation.ts'
import { permit } from './permit.ts'
import { refuse } from './refuse.ts'
import type { RefuseEffects } from './refuse.ts'
import type { Counted } from './metrics.ts'
import { route } from './route.ts'
import type { Progress, Received } from './stages.ts'

/** Everything the stages need, built once in main. */
export interface Pipeline extends RefuseEffects, Omit<ExecuteEffects, 'effects'> {
  readonly authn: AuthnEffects
  /** What operations may use, for a request of that region. */
  readonly effectsIn: (region: string) => Effects
  readonly count: (outcome: Counted) => void
}

/**
 * Answers one request. Every request is audited exactly once, refusals included, and the record is durable before the
 * answer's bytes exist outside this function. Never rejects.
 */
export async function handle(request: Received, pipeline: Pipeline): Promise<Encoded> {
  const progress: Progress = { request }
  try {
    const routed = route(progress, pipeline.services)
    const authenticated = await authenticate(request, routed.signature, pipeline.authn)
    progress.authenticated = authenticated
    const decoded = decode(routed, authenticated, progress)
    progress.decoded = decoded
    const effects = pipeline.effectsIn(authenticated.region)
    const authorized = await permit(decoded, progress, { store: pipeline.store.read, effects })
    const { audit, records, store } = pipeline
    const done = await execute(authorized, progress, { audit, records, store, effects, decoded })
    pipeline.count({ progress, status: done.encoded.status })
    return done.encoded
  } catch (thrown) {
    const encoded = await refuse(thrown, progress, pipeline)
    pipeline.count({ progress, status: encoded.status })
    return encoded
  }
}
