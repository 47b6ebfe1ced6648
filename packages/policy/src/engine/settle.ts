/** What is left of a statement where some keys are known beforehand: those of a context template. */
import { type Binding, type Facts, Frame } from './frame.ts'
import { settle, type TextSet } from './match/textSet.ts'
import { Caller } from './rule/caller.ts'
import { find, type Test } from './rule/condition.ts'
import { withTexts } from './rule/predicate.ts'
import { enoughFor, type Resources, type Rule } from './rule/rule.ts'

/** Conditions ask nothing of the caller or of the resource. */
const NOBODY = { caller: new Caller({ kind: 'anonymous' }), bounded: false }

/**
 * What `rule` comes to for requests that have the keys of `facts` with the values that they have there, whatever other keys
 * they have; undefined if it takes effect for none of them.
 */
export function settleRule(rule: Rule, facts: Facts, binding: Binding): Rule | undefined {
  const frame = new Frame('', facts, NOBODY)
  frame.binding = binding
  const tests: Test[] = []
  for (const test of rule.tests) {
    if (!isSettled(test, frame)) tests.push(settleTest(test, frame))
    else if ((find(test, frame) & enoughFor(rule.deny)) === 0) return undefined
  }
  return { ...rule, resources: settleResources(rule.resources, frame), tests }
}

/** Whether the known keys alone say what the condition finds. A key that is not among them may come with a request. */
function isSettled({ slot, condition }: Test, frame: Frame): boolean {
  return frame.fact(slot).present && !condition.values.some((value) => value.includes('${'))
}

/** The condition with its variables replaced. */
function settleTest(test: Test, frame: Frame): Test {
  const { predicate } = test
  if (predicate?.texts === undefined) return test
  return { ...test, predicate: withTexts(predicate, settleTexts(predicate.texts, frame)) }
}

function settleResources(resources: Resources, frame: Frame): Resources {
  return resources.kind === 'set' ? { ...resources, set: settleTexts(resources.set, frame) } : resources
}

/** How long the values of a set's variables may be together, in UTF-16 units: each plan holds them anew. */
const MAX_VALUES = 1_024

/** The set with its variables replaced, if all of them are known; else the set as it is. */
function settleTexts(set: TextSet, frame: Frame): TextSet {
  let length = 0
  for (const { tokens } of set.templates)
    for (const token of tokens) {
      if (token.kind !== 'variable') continue
      const { present, only } = frame.fact(token.variable.slot)
      if (!present) return set
      length += only?.text.length ?? 0
    }
  return length === 0 || length > MAX_VALUES ? set : settle(set, frame).set
}
