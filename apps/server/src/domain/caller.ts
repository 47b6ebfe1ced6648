/** Who is calling: the principal that a signature proved, and the credential it was proved with. */
import type { Session } from './session.ts'

/** The credential that signed. Sessions came with a token; long-term keys did not. */
export type Credential =
  | { readonly type: 'longTerm'; readonly accessKeyId: string }
  | { readonly type: 'session'; readonly accessKeyId: string; readonly session: Session }

interface CallerBase {
  readonly accountId: string
  /** The ARN GetCallerIdentity answers: user, root, assumed-role or federated-user. */
  readonly arn: string
  /** GetCallerIdentity's UserId and `aws:userid`. */
  readonly userId: string
  readonly credential: Credential
}

/** An account's root user. */
export interface RootCaller extends CallerBase {
  readonly kind: 'root'
}

/** An IAM user, by its long-term key or by a GetSessionToken session. */
export interface UserCaller extends CallerBase {
  readonly kind: 'user'
  readonly userName: string
}

/** A role session. */
export interface AssumedRoleCaller extends CallerBase {
  readonly kind: 'assumedRole'
  /** With path. */
  readonly roleArn: string
  readonly roleId: string
  readonly roleName: string
  readonly sessionName: string
}

/** A GetFederationToken session. */
export interface FederatedUserCaller extends CallerBase {
  readonly kind: 'federatedUser'
  readonly name: string
  /** The user (or root) whose key made it. */
  readonly issuer: { readonly kind: 'user' | 'root'; readonly arn: string; readonly id: string }
}

/** A principal that proved who it is. */
export type Caller = RootCaller | UserCaller | AssumedRoleCaller | FederatedUserCaller
