/** Who asks, with the names that principal elements may give to it. */
import type { Principal } from '../../types.ts'

/** Callers that belong to an account. */
export type AwsPrincipal = Extract<Principal, { account: string }>

/** The parts of any principal of which ARNs are made. */
interface Parts {
  readonly kind: Principal['kind']
  readonly partition?: string
  readonly arn?: string
  readonly account?: string
  readonly roleName?: string
}

/** A principal, and the ARNs made of its parts. Made again if the principal is another, or no longer what it was. */
export class Caller {
  readonly principal: Principal
  readonly #partition: string | undefined
  readonly #arn: string | undefined
  readonly #account: string | undefined
  readonly #roleName: string | undefined
  #rootArn: string | undefined = undefined
  #roleArn: string | undefined = undefined

  constructor(principal: Principal) {
    const { partition, arn, account, roleName }: Parts = principal
    this.principal = principal
    this.#partition = partition
    this.#arn = arn
    this.#account = account
    this.#roleName = roleName
  }

  /** Whether this is still what it would be if it were made of `principal` now. */
  isOf(principal: Principal): boolean {
    const { partition, arn, account, roleName }: Parts = principal
    return (
      this.principal === principal &&
      this.#arn === arn &&
      this.#account === account &&
      this.#roleName === roleName &&
      this.#partition === partition
    )
  }

  /** The ARN of its account's root. */
  get rootArn(): string {
    return (this.#rootArn ??= `arn:${this.#partitionOfArn()}:iam::${this.#account ?? ''}:root`)
  }

  /** The ARN of its role, path left out. */
  get roleArn(): string {
    return (this.#roleArn ??= `arn:${this.#partitionOfArn()}:iam::${this.#account ?? ''}:role/${this.#roleName ?? ''}`)
  }

  #partitionOfArn(): string {
    return this.#partition ?? this.#arn?.split(':', 2)[1] ?? ''
  }
}
