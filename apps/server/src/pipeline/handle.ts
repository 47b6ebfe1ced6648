/** The column: every request goes down these lines, in this order, and no other way. */
import { authenticate } from '../authn/authenticate.ts'
import type { AuthnEffects } from '../authn/authenticate.ts'
import type { Encoded } from '../protocol/protocol.ts'
import { decode } from './decode.ts'
import { execute } from './execute.ts'
import type { ExecuteEffects } from './execute.ts'
import { permit } from './permit.ts'
import { refuse } from './refuse.ts'
import type { RefuseEffects } from './refuse.ts'
import { route } from './route.ts'
import type { Progress, Received } from './stages.ts'

/** Everything the stages need, built once in main. */
export interface Pipeline extends RefuseEffects, ExecuteEffects {
  readonly authn: AuthnEffects
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
    const decoded = decode(routed, authenticated)
    progress.decoded = decoded
    const authorized = await permit(decoded, progress, { store: pipeline.store.read, effects: pipeline.effects })
    const done = await execute(authorized, progress, { ...pipeline, decoded })
    return done.encoded
  } catch (thrown) {
    return refuse(thrown, progress, pipeline)
  }
}
