/** Facts of the account resources that are about people's credentials (accountResources.ts). Times are UTC epoch milliseconds. */

/** An account's password policy, as UpdateAccountPasswordPolicy set it. */
export interface PasswordPolicyFacts {
  /** Characters, 6 to 128. */
  readonly minimumLength: number
  readonly requireUppercase: boolean
  readonly requireLowercase: boolean
  readonly requireNumbers: boolean
  readonly requireSymbols: boolean
  /** Users may change their own passwords without a policy that says so. */
  readonly allowUsersToChange: boolean
  /** Passwords expire after so many days. Absent: never. */
  readonly maxAgeDays?: number
  /** How many of a user's last passwords may not be set again, 1 to 24. */
  readonly reusePrevention?: number
  /** A user whose password has expired cannot set a new one. */
  readonly hardExpiry?: boolean
}

/** A user's console password. The hashes are in the secret. */
export interface LoginProfileFacts {
  readonly passwordSetAtMs: number
  /** The user must set a new password when it next signs in. */
  readonly resetRequired: boolean
  /** Wrong passwords in a row, and when the last one came (0 where there is none). */
  readonly failures: number
  readonly lastFailedAtMs: number
  /** When the user last signed in with it. */
  readonly lastUsedAtMs?: number
}

/** An SSH public key of a user. `APKA` id. */
export interface SshPublicKeyFacts {
  /** `ssh-rsa <base64>`: the one text of the key, without comment. */
  readonly key: string
  /** MD5 of the key's SSH encoding: 16 pairs of hex digits with colons between. */
  readonly fingerprint: string
  readonly status: 'Active' | 'Inactive'
}

/** An X.509 signing certificate of a user (or root). 32 characters of id; named by the SHA-256 of its DER, hex. */
export interface SigningCertificateFacts {
  /** PEM as it was uploaded. */
  readonly body: string
  readonly status: 'Active' | 'Inactive'
}

/** A TLS server certificate. `ASCA` id. The private key (PEM) is the secret. */
export interface ServerCertificateFacts {
  /** PEM as it was uploaded, but for space around it. */
  readonly body: string
  readonly chain?: string
  readonly expiresAtMs: number
}

/** A user's password or key for one service. `ACCA` id. */
export interface ServiceSpecificCredentialFacts {
  /** `codecommit.amazonaws.com` */
  readonly serviceName: string
  /** User name (services with user name and password) or alias (services with API keys) at the service. */
  readonly loginName: string
  /** SHA-256 of what is secret about it, hex. */
  readonly secretHash: string
  readonly status: 'Active' | 'Inactive'
  readonly expiresAtMs?: number
}
