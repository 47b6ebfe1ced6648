/** The rules for documents of managed policies. */
import { policySize } from '@brevet/policy'
import { QUOTAS } from '../../../domain/quotas.ts'
import { limitExceeded } from '../entityErrors.ts'
import { checkPolicy } from '../policyText.ts'

/** Throws LimitExceeded above 6,144 characters (white space apart), MalformedPolicyDocument for what is no such policy. */
export function checkManagedDocument(document: string): void {
  if (policySize(document) > QUOTAS.ManagedPolicySize) throw limitExceeded('PolicySize', QUOTAS.ManagedPolicySize)
  checkPolicy(document, 'identity', { managed: true })
}
