/**
 * Ids of what there is one of. Not the id of the user or account itself: tags hang on ids of all kinds, so that a profile
 * with its user's id would share the user's tags, and take them along when it is deleted.
 */

/** The login profile of a user, by the user's unique id. */
export const loginProfileId = (userId: string): string => `${userId}/login-profile`

/** The password policy of an account. */
export const passwordPolicyId = (accountId: string): string => `${accountId}/password-policy`

/** The guardrails of an account. */
export const guardrailsId = (accountId: string): string => `${accountId}/guardrails`

/** The guardrails that are the default of every account of the organization. */
export const ORGANIZATION_GUARDRAILS_ID = 'organization/guardrails'
