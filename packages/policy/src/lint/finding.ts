/** What the linter says: one finding with its place, its severity and, where one is sure, its repair. */
import type { Span } from '../types.ts'

/**
 * How much a finding matters, in AWS's words: `ERROR` (a part of the policy does not work or is refused),
 * `SECURITY_WARNING` (it allows more than its writer probably wants), `WARNING` (it probably does not do what its writer
 * wants), `SUGGESTION` (same meaning, better written).
 */
export type Severity = 'ERROR' | 'SECURITY_WARNING' | 'WARNING' | 'SUGGESTION'

/** One operation of a JSON patch (RFC 6902); `path` is a JSON pointer (RFC 6901) into the policy document. */
export type JsonPatchOperation =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: JsonValue }
  | { readonly op: 'remove'; readonly path: string }

/** Any JSON value. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/** One thing to say about a policy. */
export interface Finding {
  /** AWS's ValidatePolicy issue code where the meaning is AWS's, otherwise ours, which begins with `BREVET_`. */
  readonly code: string
  readonly severity: Severity
  /** One or two sentences: what is wrong here and what to do. */
  readonly message: string
  /** The text it is about; empty (`start` = `end`) where something is missing. */
  readonly span: Span
  /** As `PolicyFault.path`: `Statement[0].Action[1]`, empty for the document. */
  readonly path: string
  /** The same place as member names and indexes, for programs: names may hold dots. */
  readonly location: readonly (string | number)[]
  /** Where the rule is explained. */
  readonly learnMore: string
  /** Operations that repair it, to be applied in order to this very text; absent where no repair is sure. */
  readonly fix?: readonly JsonPatchOperation[]
}

/** What the linter cannot know from the text. */
export interface LintOptions {
  /** Service prefixes of your own (lower case), beside those of AWS: their actions, resources and keys are not judged. */
  readonly knownServices?: readonly string[]
  /** The account the policy stands in (12 digits); with it, principals of other accounts are told from your own. */
  readonly account?: string
  /** True where Brevet serves a private network, so that private addresses in `aws:SourceIp` are real. */
  readonly privateNetwork?: boolean
  /** True for a managed policy, for which the size quota is 6,144 and `Version` must be 2012-10-17. */
  readonly managed?: boolean
}
