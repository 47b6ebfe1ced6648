/** The engine that explanations replay on: the one place that says which. */
export { evaluate as decide, evaluate as judge } from '../reference/evaluate.ts'
