/** What IAM says of names and paths of the wrong form: its own sentences, not those of the model. */
import type { Schema } from './schema.ts'

const NAME = '[\\w+=,.@-]+'
const PATHS: ReadonlySet<string> = new Set(['pathType', 'policyPathType', 'pathPrefixType'])

/**
 * IAM's sentence for a value at `label` that has not the form of its shape; undefined where IAM has none and names the
 * model's pattern. Source: answers of AWS in LocalStack's test_iam_mfa of 2026 (path), aws/aws-cli#5860 (pathPrefix),
 * aws-cloudformation/cfn-lint#996 and aws-amplify/amplify-cli#9120 (names).
 */
export function specifiedValueSentence(schema: Schema, label: string): string | undefined {
  const invalid = `The specified value for ${label} is invalid. It must`
  if (PATHS.has(schema.name)) {
    const ends = label === 'pathPrefix' ? 'begin with the / character' : 'begin and end with /'
    return `${invalid} ${ends} and contain only alphanumeric characters and/or / characters.`
  }
  const isName = schema.kind === 'scalar' && schema.pattern?.text === NAME && label.endsWith('Name')
  return isName ? `${invalid} contain only alphanumeric characters and/or the following: +=,.@_-` : undefined
}
