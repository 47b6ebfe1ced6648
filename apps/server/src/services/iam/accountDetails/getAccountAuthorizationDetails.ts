/** GetAccountAuthorizationDetails: everything about who may do what, page by page. Source: IAM API reference, GetAccountAuthorizationDetails. */
import { decodeBase64, encodeBase64 } from '../../../domain/base64.ts'
import { validationError } from '../../../domain/errors.ts'
import type {
  GetAccountAuthorizationDetailsRequest,
  GetAccountAuthorizationDetailsResponse,
} from '../../../protocol/types/iam.generated.ts'
import { othersTurns } from '../../../runtime/othersTurns.ts'
import { readOperation } from '../../operation.ts'
import { ask } from '../askEntity.ts'
import { percentEncoded } from '../policyText.ts'
import type { DetailsOf } from './details.ts'
import { type DetailLists, type Section, SECTIONS } from './sections.ts'

const DEFAULT_ITEMS = 100
/** Answers are encoded in one go, during which nothing else runs: pages end at so many entities ("IAM might return fewer"), */
const MOST_ITEMS = 300
/** or so many characters of documents. */
const MOST_CHARACTERS = 400_000

/** Where a page begins: in which section, after which entity. */
interface Position {
  readonly section: number
  readonly after?: string
}

const marker = ({ section, after }: Position, sections: readonly Section[]): string =>
  encodeBase64(Buffer.from(`${sections[section]?.type ?? ''} ${after ?? ''}`, 'utf8'))

/** Throws ValidationError for a marker that no page with this filter gave out. */
function startOf(text: string | undefined, sections: readonly Section[]): Position {
  if (text === undefined) return { section: 0 }
  const [type, after = ''] = decodeBase64(text)?.toString('utf8').split(' ') ?? []
  const section = sections.findIndex((each) => each.type === type)
  if (section < 0) throw validationError('Marker and Filter do not match')
  return after === '' ? { section } : { section, after }
}

const emptyLists = (): { [L in keyof DetailLists]: object[] } => ({
  UserDetailList: [],
  GroupDetailList: [],
  RoleDetailList: [],
  Policies: [],
})

/** Fills a page in slices, between which others get their turn; answers where the next one begins. */
async function fill(
  lists: Record<keyof DetailLists, object[]>,
  from: { readonly sections: readonly Section[]; readonly start: Position; readonly items: number },
  of: DetailsOf & { readonly full: () => boolean },
): Promise<Position | undefined> {
  let { start: position, items: room } = from
  for (;;) {
    const section = from.sections[position.section]
    if (section === undefined) return undefined
    if (room === 0 || of.full()) return position
    const { after } = position
    const query = { limit: Math.min(room, section.most), ...(after === undefined ? {} : { after }) }
    const { details, next } = await section.slice(query, of)
    lists[section.list].push(...details)
    room -= details.length
    position = next === undefined ? { section: position.section + 1 } : { section: position.section, after: next }
    await othersTurns()
  }
}

/** Users, groups, roles (with instance profiles and last use) and managed policies with their versions. */
export const getAccountAuthorizationDetails = readOperation<
  GetAccountAuthorizationDetailsRequest,
  GetAccountAuthorizationDetailsResponse
>({
  name: 'GetAccountAuthorizationDetails',

  authorize: () => ask('iam:GetAccountAuthorizationDetails', '*'),

  async run({ input, caller: { accountId } }, store, { clock }) {
    const { Filter: filter = [], MaxItems: items = DEFAULT_ITEMS } = input
    const sections = SECTIONS.filter(({ type }) => filter.length === 0 || filter.includes(type))
    let characters = 0
    const encode = (document: string): string => {
      const encoded = percentEncoded(document)
      characters += encoded.length
      return encoded
    }
    const lists = emptyLists()
    const next = await fill(
      lists,
      { sections, start: startOf(input.Marker, sections), items: Math.min(items, MOST_ITEMS) },
      { accountId, store, nowMs: clock.nowMs(), encode, full: () => characters >= MOST_CHARACTERS },
    )
    // Each section makes the details of its own list.
    const answer = lists as DetailLists
    return next === undefined
      ? { ...answer, IsTruncated: false }
      : { ...answer, IsTruncated: true, Marker: marker(next, sections) }
  },
})
