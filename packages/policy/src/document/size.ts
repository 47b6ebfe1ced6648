/** Size quotas of policies (policy-engine.md 2.1) and how AWS counts. */
import type { PolicyType } from '../types.ts'

/** Largest text of a type: `counted` says whether white space counts. Texts above `raw` are refused before any scan (POL-03). */
export interface SizeQuota {
  readonly max: number
  readonly counted: 'allCharacters' | 'nonWhitespace'
  readonly raw: number
}

/** What the IAM model allows for a `PolicyDocument` parameter. */
const RAW = 131_072

/**
 * Defaults of AWS. `identity` is the largest inline quota (role); the server applies the narrower ones
 * (managed 6144, group 5120, user 2048) with `policySize`. That of `scp` is twice the former one since 2026-05-15.
 */
export const POLICY_QUOTAS: Readonly<Record<PolicyType, SizeQuota>> = {
  identity: { max: 10_240, counted: 'nonWhitespace', raw: RAW },
  boundary: { max: 6_144, counted: 'nonWhitespace', raw: RAW },
  trust: { max: 2_048, counted: 'nonWhitespace', raw: RAW },
  resource: { max: 20_480, counted: 'nonWhitespace', raw: RAW },
  session: { max: 2_048, counted: 'allCharacters', raw: 2_048 },
  scp: { max: 10_240, counted: 'allCharacters', raw: 10_240 },
  rcp: { max: 5_120, counted: 'allCharacters', raw: 5_120 },
}

/** Characters that AWS counts against IAM policy quotas: all but white space. */
export function policySize(text: string): number {
  let size = 0
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) size += 1
  }
  return size
}

/** Whether `text` is over the quota of `type`. */
export function isOversize(text: string, type: PolicyType): boolean {
  const quota = POLICY_QUOTAS[type]
  if (text.length > quota.raw) return true
  return (quota.counted === 'allCharacters' ? text.length : policySize(text)) > quota.max
}
