/** Who counts as the public, and what it cannot bring: values that the policies name as those of somebody they know. */
import { type Block, parseBlock } from '../../literal/address.ts'
import { SHARED_ISSUERS, type SharedIssuer } from '../../trust/sharedIssuers.ts'
import type { Condition, PolicyDocument } from '../../types.ts'
import { compileText } from '../text/compile.ts'
import { type Glob, spell } from '../text/glob.ts'
import type { Domain } from '../value/domain.ts'
import { between, type Caller, domainFor, providerHost } from './caller.ts'
import { callersOf } from './callers.ts'
import { federatedCaller } from './makeCaller.ts'

/** How the values of a key name somebody, apart from being written out in full. */
interface Naming {
  /** The fixed beginning of a pattern, if it matches this, is a name: nobody else has values that begin so. */
  readonly fixed?: RegExp
  /** ARNs of an account that is written out are that account's. */
  readonly accounts?: boolean
}

/**
 * Keys whose values a stranger cannot choose. Sources: Amazon S3 User Guide, "The meaning of public"; AWS KMS and Lambda
 * keys that name accounts; the tenant keys of sharedIssuers.ts. `sts:ExternalId` is not here: it is no secret.
 */
const NAMING_KEYS: ReadonlyMap<string, Naming> = new Map<string, Naming>([
  ['aws:principalarn', { accounts: true }],
  ['aws:principalaccount', {}],
  ['aws:principalorgid', {}],
  ['aws:principalorgpaths', { fixed: /^o-[a-z0-9]{10,32}\// }],
  ['aws:userid', { fixed: /^A[A-Z]{3}[A-Z0-9]{12,}:/ }],
  ['aws:sourcearn', { accounts: true }],
  ['aws:sourceaccount', {}],
  ['aws:sourceowner', {}],
  ['aws:sourceorgid', {}],
  ['aws:sourceorgpaths', { fixed: /^o-[a-z0-9]{10,32}\// }],
  ['aws:sourcevpc', {}],
  ['aws:sourcevpce', {}],
  ['aws:sourcevpcarn', { accounts: true }],
  ['aws:vpceaccount', {}],
  ['aws:vpceorgid', {}],
  ['aws:vpceorgpaths', { fixed: /^o-[a-z0-9]{10,32}\// }],
  ['kms:calleraccount', {}],
  ['s3:dataaccesspointaccount', {}],
  ['s3:dataaccesspointarn', { accounts: true }],
])

/** Keys of addresses: a stranger has none of a block that a policy names, unless the block is wide. */
const ADDRESS_KEYS: ReadonlySet<string> = new Set(['aws:sourceip', 'aws:vpcsourceip'])
/** Shorter prefixes are everybody (Amazon S3 User Guide, as above). */
const NARROW_BITS = { 4: 8, 6: 32 }

/** The public, as far as some policies go: callers, and the states of their keys. */
export interface Public {
  readonly callers: readonly Caller[]
  readonly complete: boolean
  readonly domainOf: (key: string, caller: Caller) => Domain
}

/** The public for the policies: strangers, and whoever has an account at a shared issuer that they trust. */
export function publicOf(documents: readonly PolicyDocument[]): Public {
  const { strangers, complete } = callersOf(documents)
  const providers = documents.flatMap(({ statements }) =>
    statements.flatMap(({ principal }) => principal?.federated ?? []),
  )
  const shared = [...new Set(providers)].filter((provider) => issuerOf(provider) !== undefined)
  const conditions = documents.flatMap(({ statements }) => statements.flatMap((statement) => statement.conditions))
  return {
    callers: [...strangers, ...shared.map(federatedCaller)],
    complete,
    domainOf(key, caller) {
      const about = conditions.filter((condition) => condition.key.toLowerCase() === key)
      const domain = domainFor(key, caller)
      const naming = NAMING_KEYS.get(key) ?? tenantKey(key, caller)
      if (naming !== undefined)
        return { ...domain, outside: [...(domain.outside ?? []), ...about.flatMap((one) => namesIn(one, naming))] }
      return ADDRESS_KEYS.has(key) ? { ...domain, outsideBlocks: about.flatMap(narrowBlocks) } : domain
    },
  }
}

function issuerOf(provider: string): SharedIssuer | undefined {
  return SHARED_ISSUERS.find(({ issuer }) => issuer === providerHost(provider))
}

function tenantKey(key: string, { principal }: Caller): Naming | undefined {
  if (principal.kind !== 'federated') return undefined
  return issuerOf(principal.provider)?.keys.find((tenant) => tenant.key === key)
}

/** The texts that a condition's values name: themselves, all that begins like them, or all of an account. */
function namesIn({ operator, values }: Condition, { fixed, accounts = false }: Naming): readonly Glob[] {
  const wildcards = /Like$|^Arn/.test(operator)
  return values.flatMap((value) => {
    const open = value.search(wildcards ? /\$\{|[*?]/ : /\$\{/)
    if (open === -1) return [spell(value)]
    const beginning = fixed?.exec(value.slice(0, open))?.[0]
    if (beginning !== undefined && beginning !== '') return [between(beginning, '')]
    const account = accounts ? /^[0-9]{12}$/.exec(value.split(':')[4] ?? '')?.[0] : undefined
    const own = account === undefined ? 'nothing' : compileText(`*:*:*:*:${account}:*`, { kind: 'arn' })
    return typeof own === 'string' ? [] : [own]
  })
}

function narrowBlocks({ values }: Condition): readonly Block[] {
  return values.flatMap((value) => {
    const block = parseBlock(value)
    return block !== undefined && block.bits >= NARROW_BITS[block.version] ? [block] : []
  })
}
