/** One condition key's fact from its name and type. */
import type { ConditionKeyFact, ConditionKeyType } from './types.ts'

/** `key` in AWS's spelling, holes as `${Name}`. Keys are global only where globalKeys.ts lists them. */
export const conditionKey = (key: string, type: ConditionKeyType, global: boolean = false): ConditionKeyFact => ({
  key,
  type,
  multivalued: type.startsWith('ArrayOf'),
  template: key.includes('${'),
  global,
})
