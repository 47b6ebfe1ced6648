/**
 * The order in which AWS reports the members of an input: that of a Java HashMap of their names. Seen in answers that were
 * recorded from AWS (LocalStack, test_iam_account_password_policy and test_iam_oidc of 2026: three errors each).
 */

const FIRST_BUCKETS = 16
const MOST_FULL = 0.75

/** String.hashCode, with its upper half mixed into its lower as HashMap does. Source: OpenJDK, java.lang.String and java.util.HashMap. */
function hashOf(name: string): number {
  let hash = 0
  for (let at = 0; at < name.length; at += 1) hash = (Math.imul(31, hash) + name.charCodeAt(at)) | 0
  return hash ^ (hash >>> 16)
}

/** `members` in the order in which their sentences are told. */
export function inReportOrder<M extends { readonly label: string }>(members: readonly M[]): readonly M[] {
  let buckets = FIRST_BUCKETS
  while (members.length > buckets * MOST_FULL) buckets *= 2
  const bucketOf = ({ label }: M): number => hashOf(label) & (buckets - 1)
  return members.toSorted((one, other) => bucketOf(one) - bucketOf(other))
}
