/** ListRegions, GetRegionOptStatus, EnableRegion and DisableRegion. Source: Account Management reference. */
import { regionChoice } from '../../authz/regionLimits.ts'
import type { Call } from '../../authz/authorized.ts'
import type { Ask } from '../../authz/ask.ts'
import { decodeBase64, encodeBase64 } from '../../domain/base64.ts'
import type { RegionChoice } from '../../domain/region/servedRegions.ts'
import type {
  DisableRegionRequest,
  EnableRegionRequest,
  GetRegionOptStatusRequest,
  GetRegionOptStatusResponse,
  ListRegionsRequest,
  ListRegionsResponse,
  RegionOptStatus,
} from '../../protocol/types/account.generated.ts'
import type { Reader } from '../../store/store.ts'
import { type Effects, readOperation, writeOperation } from '../operation.ts'
import { putSetting } from '../putSetting.ts'
import { badField } from './refusals.ts'
import { askTarget, requireTarget, type Targeted } from './target.ts'

/** Every region there is fits into one page. */
const MAX_RESULTS = 50

type RegionCall = Call<Targeted & { readonly RegionName: string }>

const askRegion = (operation: string, { input, caller }: RegionCall, store: Reader): Promise<readonly Ask[]> => {
  const context = [{ key: 'account:TargetRegion', value: input.RegionName }]
  return askTarget(operation, { input, caller, context }, store)
}

/** Throws ValidationException for a name that is no region's here. The sentence is as others have recorded it from AWS. */
function requireRegion(name: string, { regions }: Effects): void {
  if (!regions.names.includes(name))
    throw badField('RegionName', `${name} is not a valid region for opt-in or opt-out.`)
}

/** Where the page begins that a token leads to. Throws ValidationException for one that no page gave out. */
function startOf(token: string | undefined, { regions }: Effects): number {
  if (token === undefined) return 0
  const last = regions.names.indexOf(decodeBase64(token)?.toString('utf8') ?? '')
  if (last < 0) throw badField('NextToken', 'The value of NextToken is not one that ListRegions has given out.')
  return last + 1
}

/** The regions of an account, all or those in some states, a page at a time. Throws ValidationException, AccessDeniedException. */
export const listRegions = readOperation<ListRegionsRequest, ListRegionsResponse>({
  name: 'ListRegions',

  authorize: (call, store) => askTarget('ListRegions', call, store),

  async run(call, store, effects) {
    const { MaxResults = MAX_RESULTS, NextToken, RegionOptStatusContains: wanted = [] } = call.input
    const { id } = await requireTarget('ListRegions', call, store)
    const start = startOf(NextToken, effects)
    const left = await Promise.all(
      effects.regions.names.slice(start).map(async (RegionName) => ({
        RegionName,
        RegionOptStatus: await statusOf(id, RegionName, { store, effects }),
      })),
    )
    const shown = left.filter(({ RegionOptStatus: status }) => wanted.length === 0 || wanted.includes(status))
    const Regions = shown.slice(0, MaxResults)
    const last = Regions.at(-1)
    return shown.length > MaxResults && last !== undefined
      ? { Regions, NextToken: encodeBase64(Buffer.from(last.RegionName, 'utf8')) }
      : { Regions }
  },
})

async function statusOf(
  accountId: string,
  region: string,
  { store, effects }: { readonly store: Reader; readonly effects: Effects },
): Promise<RegionOptStatus> {
  return (await regionChoice(accountId, region, { store, regions: effects.regions })) ?? 'ENABLED_BY_DEFAULT'
}

/** What one region is to an account. Throws ValidationException, AccessDeniedException. */
export const getRegionOptStatus = readOperation<GetRegionOptStatusRequest, GetRegionOptStatusResponse>({
  name: 'GetRegionOptStatus',

  authorize: (call, store) => askRegion('GetRegionOptStatus', call, store),

  async run(call, store, effects) {
    const { RegionName } = call.input
    const { id } = await requireTarget('GetRegionOptStatus', call, store)
    requireRegion(RegionName, effects)
    return { RegionName, RegionOptStatus: await statusOf(id, RegionName, { store, effects }) }
  },
})

/**
 * The operation that makes a region `choice`: at once, so no region is ever between two states. Throws ValidationException for
 * one that is so already or is always on (AWS's sentence, as others have recorded it), AccessDeniedException.
 */
const choosing = (name: 'EnableRegion' | 'DisableRegion', choice: RegionChoice) =>
  writeOperation<EnableRegionRequest | DisableRegionRequest, object>({
    name,

    authorize: (call, store) => askRegion(name, call, store),

    async run(call, store, effects) {
      const { RegionName } = call.input
      const { id: accountId } = await requireTarget(name, call, store)
      requireRegion(RegionName, effects)
      const present = await regionChoice(accountId, RegionName, { store, regions: effects.regions })
      if (present === undefined || present === choice)
        throw badField(
          'RegionName',
          'Unable to switch region status because of its current opt-in status.',
          'invalidRegionOptTarget',
        )
      const setting = { kind: 'regionOptIn', accountId, id: `${accountId}/${RegionName}`, name: RegionName } as const
      await putSetting({ ...setting, facts: { choice } }, effects.clock.nowMs(), store)
      return {}
    },
  })

/** Switches a region on for an account. */
export const enableRegion = choosing('EnableRegion', 'ENABLED')
/** Switches a region off for an account: its security token service there issues the account nothing any more. */
export const disableRegion = choosing('DisableRegion', 'DISABLED')
