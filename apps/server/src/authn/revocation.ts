/** Whether a session ended early. Source: token.md, "What ends a session early". */
import type { Revocation } from '../domain/entities.ts'
import type { Session } from '../domain/session.ts'

type Index = ReadonlyMap<string, number>

const indexes = new WeakMap<readonly Revocation[], Index>()

const indexKey = (kind: Revocation['kind'], subject: string): string => `${kind} ${subject}`

/** The store hands out the same frozen list until it changes, so its index is built once per change. */
function indexOf(list: readonly Revocation[]): Index {
  const known = indexes.get(list)
  if (known !== undefined) return known
  const index = new Map<string, number>()
  for (const { kind, subject, issuedBeforeMs } of list) {
    const key = indexKey(kind, subject)
    index.set(key, Math.max(issuedBeforeMs, index.get(key) ?? 0))
  }
  indexes.set(list, index)
  return index
}

/** True when an entry of `list` names a fact of the session and is younger than the session. */
export function isRevoked(session: Session, list: readonly Revocation[]): boolean {
  if (list.length === 0) return false
  const index = indexOf(list)
  const hit = (kind: Revocation['kind'], subject: string | undefined): boolean =>
    subject !== undefined && session.issuedAtMs < (index.get(indexKey(kind, subject)) ?? 0)
  return (
    hit('session', session.id) ||
    hit('parentSession', session.parentSessionId) ||
    hit('principal', session.principalId) ||
    hit('accessKey', session.sourceAccessKeyId) ||
    hit('account', session.accountId) ||
    hit('epoch', session.epoch)
  )
}
