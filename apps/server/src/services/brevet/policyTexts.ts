/** The texts of the policies that a past decision speaks of, where they still are what they were. */
import { fingerprint } from '../../authz/documents.ts'
import { parseArn, pathAndName, roleArn } from '../../domain/arn.ts'
import type { Caller } from '../../domain/caller.ts'
import type { PolicyHolder } from '../../domain/entities.ts'
import type { PolicyText } from '../../protocol/types/brevet.generated.ts'
import type { Reader } from '../../store/store.ts'
import type { PolicyInForce } from './decisionDocument.ts'

/** Texts answered at most, and their characters together. */
const MAX_TEXTS = 24
const MAX_CHARACTERS = 100_000

/** What became of a text, or why it is not shown. */
type Found = Pick<PolicyText, 'status' | 'text'>

const GONE: Found = { status: 'GONE' }

/** Answers one entry per policy, without texts that are gone, changed, or not the caller's to see. */
export async function policyTexts(
  policies: readonly PolicyInForce[],
  caller: Caller,
  store: Reader,
): Promise<PolicyText[]> {
  const texts: PolicyText[] = []
  let room = MAX_CHARACTERS
  for (const policy of policies.slice(0, MAX_TEXTS)) {
    const { layer, level, id, version, attachedTo } = policy
    const found = await findText(policy, caller, store)
    room -= found.text?.length ?? 0
    const place = {
      layer,
      policyId: id,
      ...(level === undefined ? {} : { level }),
      ...(version === undefined ? {} : { version }),
      ...(attachedTo === undefined ? {} : { attachedTo }),
    }
    texts.push({ ...place, ...(room < 0 ? { status: found.status } : found) })
  }
  return texts
}

async function findText(policy: PolicyInForce, caller: Caller, store: Reader): Promise<Found> {
  const { layer, id } = policy
  if (id === 'inline:session') return { status: 'NOT_KEPT' }
  // They belong to the management account, to which none applies: members see what they say, not how they are written.
  if (layer === 'scp' || layer === 'rcp') return { status: 'WITHHELD' }
  if (layer === 'trust') return compared(await trustText(id, caller, store), policy)
  const text = id.startsWith('inline:')
    ? await inlineText(policy, caller, store)
    : await managedText(policy, caller, store)
  return compared(text, policy)
}

/** Only a text with the fingerprint of then is shown: line and column would mislead in any other. */
function compared(text: string | Found, { fingerprint: known }: PolicyInForce): Found {
  if (typeof text !== 'string') return text
  return known === fingerprint(text) ? { status: 'UNCHANGED', text } : { status: 'CHANGED' }
}

async function trustText(arn: string, caller: Caller, store: Reader): Promise<string | Found> {
  const parsed = parseArn(arn)
  const named = parsed === undefined ? undefined : pathAndName(parsed.resource)
  if (parsed?.accountId !== caller.accountId || named === undefined) return { status: 'WITHHELD' }
  const role = await store.roles.byName(caller.accountId, named.name)
  return role !== undefined && roleArn(role) === arn ? role.trustPolicy : GONE
}

async function managedText({ id, version }: PolicyInForce, caller: Caller, store: Reader): Promise<string | Found> {
  const policy = await store.policies.byArn(id)
  if (policy === undefined) return GONE
  if (policy.accountId !== 'aws' && policy.accountId !== caller.accountId) return { status: 'WITHHELD' }
  return policy.versions.find((one) => one.id === version)?.document ?? GONE
}

async function inlineText({ id, attachedTo }: PolicyInForce, caller: Caller, store: Reader): Promise<string | Found> {
  const holder = attachedTo === undefined ? undefined : await holderOf(attachedTo, store)
  if (holder === undefined) return GONE
  if (holder.accountId !== caller.accountId) return { status: 'WITHHELD' }
  return holder.inlinePolicies.find(({ name }) => `inline:${name}` === id)?.document ?? GONE
}

/** The user, group or role with this unique id. */
async function holderOf(id: string, store: Reader): Promise<PolicyHolder | undefined> {
  return (await store.users.byId(id)) ?? (await store.roles.byId(id)) ?? (await store.groups.byId(id))
}
