/** The commands of `brevet guardrails`, in the order of the help text: one file for each. */
import type { Command } from '../../command.ts'
import { clear } from './clear.ts'
import { set } from './set.ts'
import { show } from './show.ts'

/** `brevet guardrails show|set|clear`. */
export const GUARDRAIL_COMMANDS: readonly Command[] = [show, set, clear]
