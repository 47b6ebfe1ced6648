/** The commands of `brevet policy`, in the order of the help text: one file for each. */
import type { Command } from '../../command.ts'

/** `brevet policy lint|explain|simulate|diff`. */
export const POLICY_COMMANDS: readonly Command[] = []
