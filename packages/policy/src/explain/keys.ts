/** Who can change a context key: orders changes by how near they lie to the caller's hand. */

/** Lower is nearer. Policy changes stand between `circumstance` and `identity`. */
export const KEY_RANK = { caller: 0, circumstance: 1, claim: 2, identity: 9 } as const

/** Lower-case keys or, with a final slash, prefixes, that a caller sets with its next request. */
const CALLER: ReadonlySet<string> = new Set([
  'aws:multifactorauthpresent',
  'aws:multifactorauthage',
  'aws:requestedregion',
  'aws:requesttag/',
  'aws:securetransport',
  'aws:sourceidentity',
  'aws:tagkeys',
  'sts:durationseconds',
  'sts:externalid',
  'sts:rolesessionname',
  'sts:sourceidentity',
  'sts:transitivetagkeys',
])

/** What somebody else set: tags, and claims of an identity provider's token. */
const CLAIM: ReadonlySet<string> = new Set(['aws:principaltag/', 'aws:resourcetag/', 'iam:resourcetag/'])

/** Who and where the caller and the resource are. */
const IDENTITY: ReadonlySet<string> = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalisawsservice',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principaltype',
  'aws:resourceaccount',
  'aws:resourceorgid',
  'aws:resourceorgpaths',
  'aws:userid',
  'aws:username',
])

/** How near the key lies. */
export function keyRank(key: string): number {
  const folded = key.toLowerCase()
  const slash = folded.indexOf('/')
  const name = slash === -1 ? folded : folded.slice(0, slash + 1)
  if (CALLER.has(name)) return KEY_RANK.caller
  if (IDENTITY.has(name)) return KEY_RANK.identity
  const global = name.startsWith('aws:') || name.startsWith('sts:') || name.startsWith('iam:')
  return CLAIM.has(name) || !global ? KEY_RANK.claim : KEY_RANK.circumstance
}
