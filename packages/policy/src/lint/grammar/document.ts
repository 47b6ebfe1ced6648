/** The top of the document: version, statements, unknown elements. */
import type { JsonNode } from '../../document/json.ts'
import { add, rename } from '../fix.ts'
import type { Check, Linting, Remark, Rule } from '../rule.ts'
import type { DraftMember } from '../source/draft.ts'

const MISSING_STATEMENT: Rule = {
  code: 'MISSING_STATEMENT',
  severity: 'ERROR',
  about: 'The policy has no `Statement`, or an empty one: it says nothing.',
}
const INVALID_VERSION: Rule = {
  code: 'INVALID_VERSION',
  severity: 'ERROR',
  about:
    '`Version` is the version of the policy language, not of the policy: `2012-10-17`, or `2008-10-17` for old documents. Managed policies, SCPs and RCPs must say `2012-10-17`.',
}
const MISSING_VERSION: Rule = {
  code: 'MISSING_VERSION',
  severity: 'WARNING',
  about: 'Without `Version` a policy is read as of 2008-10-17, in which policy variables are plain text.',
}
const INVALID_POLICY_ELEMENT: Rule = {
  code: 'INVALID_POLICY_ELEMENT',
  severity: 'ERROR',
  about: 'An element that the policy language does not have. Often a misspelling, or a name in the wrong case.',
}

const TOP = ['Version', 'Id', 'Statement']
const STATEMENT = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]

/** Rules of the document as a whole. */
export const documentCheck: Check = {
  rules: [MISSING_STATEMENT, INVALID_VERSION, MISSING_VERSION, INVALID_POLICY_ELEMENT],
  document(linting) {
    const { draft, report } = linting
    if (draft.root.kind !== 'object') return
    checkStatements(linting)
    checkVersion(linting)
    for (const [name, { keyPlace }] of draft.members)
      if (!TOP.includes(name)) report(INVALID_POLICY_ELEMENT, keyPlace, unknownElement(name, draft.members, TOP))
  },
  statement({ members }, { report }) {
    for (const [name, { keyPlace }] of members)
      if (!STATEMENT.includes(name)) report(INVALID_POLICY_ELEMENT, keyPlace, unknownElement(name, members, STATEMENT))
  },
}

function checkStatements({ draft, report }: Linting): void {
  const block = draft.members.get('Statement')
  const empty = block === undefined || (block.value.kind === 'array' && block.value.items.length === 0)
  const message = 'Add a statement to the policy.'
  if (block === undefined) report(MISSING_STATEMENT, { ...at(draft.root), location: [] }, { message })
  else if (empty) report(MISSING_STATEMENT, block.place, { message })
}

/** The place just inside the document: where something is missing. */
const at = ({ start }: JsonNode): { start: number; end: number } => ({ start, end: start })

function checkVersion({ draft, type, options, text, report }: Linting): void {
  const member = draft.members.get('Version')
  const strict = type === 'scp' || type === 'rcp' || options.managed === true
  // With a variable in the text, adding the version changes what the policy means: that is the writer's to decide.
  const fix = text.includes('${') ? undefined : [add(['Version'], '2012-10-17')]
  if (member === undefined) {
    const place = { ...at(draft.root), location: [] }
    if (strict) report(INVALID_VERSION, place, { message: 'Such a policy must say "Version": "2012-10-17".', fix })
    else report(MISSING_VERSION, place, { message: 'Add "Version": "2012-10-17" to the policy.', fix })
    return
  }
  if (member.value.kind !== 'string' || member.value.value === '2012-10-17') return
  const { value } = member.value
  const message = `The version ${JSON.stringify(value)} is not valid here. Use "2012-10-17".`
  if (value !== '2008-10-17' || strict) report(INVALID_VERSION, member.place, { message, fix })
}

/** Names are case-sensitive: one that differs in case only is renamed by the fix. */
function unknownElement(name: string, members: ReadonlyMap<string, DraftMember>, known: readonly string[]): Remark {
  const meant = known.find((element) => element.toLowerCase() === name.toLowerCase())
  const member = members.get(name)
  const hint = meant === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean "${meant}"?`
  const fix =
    meant === undefined || members.has(meant) || member === undefined
      ? undefined
      : rename(member.place.location, meant, member.value)
  return { message: `The policy language has no element "${name}" here. ${hint}`, fix }
}
