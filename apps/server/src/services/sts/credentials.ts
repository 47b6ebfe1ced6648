/** Issued credentials as STS answers them. */
import type { Credentials } from '../../protocol/types/sts.generated.ts'
import type { IssuedCredentials } from '../../token/token.ts'

/** The Credentials element. The one place where a session's secret is revealed: to its owner. */
export const wireCredentials = (issued: IssuedCredentials): Credentials => ({
  AccessKeyId: issued.accessKeyId,
  SecretAccessKey: issued.secretAccessKey.reveal(),
  SessionToken: issued.sessionToken.reveal(),
  Expiration: issued.expiresAtMs,
})

/** PackedPolicySize, present where policies or tags were passed. */
export const wirePackedSize = (issued: IssuedCredentials): { PackedPolicySize?: number } =>
  issued.packedPolicySize === undefined ? {} : { PackedPolicySize: issued.packedPolicySize }
