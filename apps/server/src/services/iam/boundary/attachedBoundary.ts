/** The permissions boundary of a user or role as answers show it. */
import type { AttachedPermissionsBoundary } from '../../../protocol/types/iam.generated.ts'

/**
 * `PermissionsBoundary`, or nothing where there is none. The type is `Policy`, as AWS answers and its reference says in words
 * (AttachedPermissionsBoundary: "can only have a value of Policy"; AWS CLI reference, get-user), whatever its model lists.
 */
export const attachedBoundary = (
  arn: string | undefined,
): { readonly PermissionsBoundary?: AttachedPermissionsBoundary } =>
  arn === undefined ? {} : { PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: arn } }
