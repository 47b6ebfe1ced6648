/** Who asks, with the names that principal elements may give to it. */
import type { Principal } from '../../types.ts'

/** Callers that belong to an account. */
export type AwsPrincipal = Extract<Principal, { account: string }>

/** A principal, and the ARNs made of its parts. Made again if the principal is another, or no longer what it was. */
export class Caller {
  readonly principal: Principal
  readonly #arn: string
  readonly #account: string
  readonly #roleName: string
  #rootArn: string | undefined = undefined
  #roleArn: string | undefined = undefined

  constructor(principal: Principal) {
    this.principal = principal
    this.#arn = arnOf(principal)
    this.#account = accountOf(principal)
    this.#roleName = roleNameOf(principal)
  }

  /** Whether this is still what it would be if it were made of `principal` now. */
  isOf(principal: Principal): boolean {
    return (
      this.principal === principal &&
      this.#arn === arnOf(principal) &&
      this.#account === accountOf(principal) &&
      this.#roleName === roleNameOf(principal)
    )
  }

  /** The ARN of its account's root. */
  get rootArn(): string {
    return (this.#rootArn ??= `arn:${this.#partition()}:iam::${this.#account}:root`)
  }

  /** The ARN of its role, path left out. */
  get roleArn(): string {
    return (this.#roleArn ??= `arn:${this.#partition()}:iam::${this.#account}:role/${this.#roleName}`)
  }

  #partition(): string {
    const { principal } = this
    return principal.kind === 'root' ? principal.partition : (this.#arn.split(':', 2)[1] ?? '')
  }
}

function arnOf(principal: Principal): string {
  return principal.kind === 'root' ? principal.partition : 'arn' in principal ? principal.arn : ''
}

function accountOf(principal: Principal): string {
  return 'account' in principal ? principal.account : ''
}

function roleNameOf(principal: Principal): string {
  return principal.kind === 'assumedRole' ? principal.roleName : ''
}
