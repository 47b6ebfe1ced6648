/** The commands of `brevet policy`, in the order of the help text: one file for each. */
import type { Command } from '../../command.ts'
import { diff } from './diff.ts'
import { explain } from './explain.ts'
import { lint } from './lint.ts'
import { simulate } from './simulate.ts'

/** `brevet policy lint|explain|simulate|diff`. */
export const POLICY_COMMANDS: readonly Command[] = [lint, explain, simulate, diff]
