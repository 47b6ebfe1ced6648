/** The regions of this deployment as accounts see them: always on, or theirs to switch. docs/adr/0015. */
import { AWS_REGIONS } from './awsRegions.ts'

/** What an account has made of a region that it may switch. */
export type RegionChoice = 'ENABLED' | 'DISABLED'

/** The regions there are. */
export interface ServedRegions {
  /** In the order of their names. */
  readonly names: readonly string[]
  /** For a region that accounts switch on and off: what it is until an account does. Undefined for one that is always on. */
  optIn(name: string): RegionChoice | undefined
}

/**
 * The regions of a configuration. Without `regions` they are all of AWS's and the home region, and those that AWS's accounts
 * opt into are off. With `regions` they are these: the operator opted in for everybody, so all are on, and accounts may
 * switch off what they may switch off at AWS. The home region is always on: it is where accounts are when nothing else is.
 */
export function servedRegions({
  regions,
  homeRegion,
}: {
  readonly regions: readonly string[] | undefined
  readonly homeRegion: string
}): ServedRegions {
  const names = [...new Set(regions ?? [...AWS_REGIONS.keys(), homeRegion])].sort()
  const untouched: RegionChoice = regions === undefined ? 'DISABLED' : 'ENABLED'
  return {
    names,
    optIn: (name) => (name !== homeRegion && AWS_REGIONS.get(name) === 'optIn' ? untouched : undefined),
  }
}
