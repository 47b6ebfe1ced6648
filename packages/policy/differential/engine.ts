/** The engine under test. */
import { evaluate } from '../src/index.ts'
import type { Engine } from './differ.ts'

/** The compiled engine. */
export const COMPILED: Engine = { decide: evaluate, judge: evaluate }
