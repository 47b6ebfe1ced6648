/** Whether a session ended early. Source: token.md, "What ends a session early". */
import type { Revocation } from '../domain/entities.ts'
import type { Session } from '../domain/session.ts'
import { type RevocationIndex, revocationKey } from '../store/revocationCache.ts'

/** True when an entry of `index` names a fact of the session and is younger than the session. */
export function isRevoked(session: Session, index: RevocationIndex): boolean {
  if (index.size === 0) return false
  const hit = (kind: Revocation['kind'], subject: string | undefined): boolean =>
    subject !== undefined && session.issuedAtMs < (index.get(revocationKey(kind, subject))?.issuedBeforeMs ?? 0)
  return (
    hit('session', session.id) ||
    hit('parentSession', session.parentSessionId) ||
    hit('principal', session.principalId) ||
    hit('accessKey', session.sourceAccessKeyId) ||
    hit('account', session.accountId) ||
    hit('epoch', session.epoch)
  )
}
