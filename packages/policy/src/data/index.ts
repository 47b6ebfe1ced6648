/** Facts about AWS services, actions, resource types and condition keys. All names are found ignoring case. */
export { dataVersion } from './decode.ts'
export { GLOBAL_KEYS } from './globalKeys.ts'
export {
  actionsMatching,
  actionsOf,
  findAction,
  findResourceType,
  findService,
  resourceTypesIn,
  resourceTypesOf,
  services,
} from './actions.ts'
export { conditionKeysIn, conditionKeysOf, findConditionKey } from './keys.ts'
export { covers } from './wildcard.ts'
export type * from './types.ts'
