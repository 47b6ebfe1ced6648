/** Ending at once what came from a principal, an access key or an identity provider (token.md, "What ends a session early"). */
import type { Writer } from '../../store/store.ts'

/** No session lives longer than GetSessionToken's and GetFederationToken's 36 hours; an hour more for clocks that differ. */
const LONGEST_SESSION_MS = 37 * 3_600_000

interface Ending {
  readonly kind: 'principal' | 'accessKey' | 'provider'
  /** Unique id of the user or role, the access key id, or the provider's ARN. */
  readonly subject: string
  readonly reason: string
}

/** Revokes every session issued until now, this millisecond included. */
export const endSessions = (store: Writer, ending: Ending, nowMs: number): Promise<void> =>
  store.write.revoke({ ...ending, issuedBeforeMs: nowMs + 1, keepUntilMs: nowMs + LONGEST_SESSION_MS })
