/**
 * What temporary credentials may not call whatever policies say.
 * Source: IAM user guide, "Compare AWS STS credentials"; sentences as AWS answers them (policy-engine.md 1.5, 1.6).
 */
import type { Caller } from '../domain/caller.ts'
import { accessDenied, ServiceError } from '../domain/errors.ts'

/** STS operations that a session of each kind may call. An operation not listed is refused. */
const STS_ALLOWED: Record<'sessionToken' | 'federationToken', ReadonlySet<string>> = {
  sessionToken: new Set(['AssumeRole', 'GetCallerIdentity']),
  federationToken: new Set(['GetCallerIdentity']),
}

/** STS operations that need long-term keys. */
const LONG_TERM_ONLY: ReadonlySet<string> = new Set(['GetSessionToken', 'GetFederationToken'])

const notWithSession = (operation: string): ServiceError =>
  accessDenied(`Cannot call ${operation} with session credentials`, 'session kind may not call it')

/** What IAM answers: the credential is of no use there. */
const uselessHere = (): ServiceError =>
  new ServiceError('InvalidClientTokenId', 'The security token included in the request is invalid', {
    reason: 'session kind may not call IAM',
  })

/** Throws AccessDenied (STS) or InvalidClientTokenId (IAM) where the caller's kind of credential may not make this call. */
export function checkSessionLimits(caller: Caller, signingName: string, operation: string): void {
  if (signingName === 'sts' && operation === 'AssumeRole' && caller.kind === 'root') {
    throw accessDenied('Roles may not be assumed by root accounts.', 'root caller')
  }
  if (caller.credential.type === 'longTerm') return
  const { kind, mfaAtMs } = caller.credential.session
  if (signingName === 'sts') {
    if (LONG_TERM_ONLY.has(operation)) throw notWithSession(operation)
    if (kind !== 'assumedRole' && !STS_ALLOWED[kind].has(operation)) throw notWithSession(operation)
  }
  if (signingName === 'iam') {
    if (kind === 'federationToken') throw uselessHere()
    if (kind === 'sessionToken' && mfaAtMs === undefined) throw uselessHere()
  }
}
