/** brevet explain: the whole reasoning behind a refused call. */
import { existsSync } from 'node:fs'
import { printable, renderExplanation } from '@brevet/policy'
import { findRecord } from '@brevet/server/audit'
import { dataFiles } from '@brevet/server/config'
import { callBrevet } from '../../client/callBrevet.ts'
import { CALL_OPTIONS, refuseCallOptions } from '../../client/endpoint.ts'
import { CommandError, UsageError } from '../../command.ts'
import type { Arguments, Command, Terminal } from '../../command.ts'
import { requireConfig } from '../../serverConfig.ts'
import { type PolicyText, readPolicies, readRefusal, textOf } from './decision.ts'

type Json = Readonly<Record<string, unknown>>

/** What is asked about. */
type Question = { readonly requestId: string } | { readonly encodedMessage: string }

/** What is known about it: the document, the texts of its policies, and the audit record where it came out of one. */
interface Known {
  readonly decision: Json
  readonly policies: readonly PolicyText[]
  readonly record?: Json
}

const REQUEST_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** People paste the whole sentence. */
const BEFORE_MESSAGE = 'Encoded authorization failure message: '

/** The request id or message in what was typed. Throws UsageError where it can be neither. */
function questionOf(words: readonly string[]): Question {
  const typed = words.join(' ').trim()
  if (typed === '') throw new UsageError('which call? Give its request id or its encoded message')
  const at = typed.indexOf(BEFORE_MESSAGE)
  const text = at === -1 ? typed : typed.slice(at + BEFORE_MESSAGE.length).trim()
  if (REQUEST_ID.test(text)) return { requestId: text.toLowerCase() }
  if (/^[A-Za-z0-9+/]{64,}={0,2}$/.test(text)) return { encodedMessage: text }
  throw new UsageError(
    'that is neither a request id (such as 6f1d2c3b-4a59-4c3e-8d6e-0f5b3c1e8f6e) nor a whole encoded message',
  )
}

const NEXT: ReadonlyMap<string, string> = new Map([
  [
    'ResourceNotFoundException',
    "Is it the id of a call that your account made? `brevet audit tail --json` on the server's host shows the newest records; what follows `Encoded authorization failure message:` in the error explains itself for longer.",
  ],
  [
    'InvalidAuthorizationMessageException',
    'Copy all that follows `Encoded authorization failure message:`; it opens only for callers of the account that was refused, on the server that refused it.',
  ],
  [
    'AccessDeniedException',
    'It takes the permission brevet:ExplainDecision (for messages also sts:DecodeAuthorizationMessage).',
  ],
])

async function askServer(question: Question, given: Arguments, terminal: Terminal): Promise<Known> {
  const output = await callBrevet('/decisions/explain', question, { caller: { given, terminal }, next: NEXT })
  const { decision, policies, record } = output
  return {
    decision: parse(typeof decision === 'string' ? decision : ''),
    policies: readPolicies(policies),
    ...(typeof record === 'object' && record !== null ? { record: record as Json } : {}),
  }
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    throw new CommandError('the server answered without a decision.', 'Is it as new as this command?')
  }
}

/** The log in the data directory, for the host's own people: no server is asked, no policy text is shown. */
async function readLog(question: Question, given: Arguments, terminal: Terminal): Promise<Known> {
  if (!('requestId' in question))
    throw new UsageError('--data-dir goes with a request id; a message is opened by the server')
  const { config } = requireConfig(given, terminal)
  const { audit } = dataFiles(config.dataDir, config.database)
  if (!existsSync(audit))
    throw new CommandError(
      `there is no audit log in ${config.dataDir}, or this user may not see it.`,
      '--data-dir names the directory of the server.',
    )
  const record = await findRecord(audit, question)
  const decision = record?.additionalEventData?.['decision'] as Json | undefined
  if (decision !== undefined && !('omitted' in decision)) return { decision, policies: [], record: { ...record } }
  const what = record === undefined ? 'has no such request' : 'has no reasons for this request'
  throw new CommandError(
    `the audit log in ${config.dataDir} ${what}.`,
    'Reasons are kept of calls that a policy refused; `brevet audit tail --json` shows the newest records.',
  )
}

/** The newest thing that a person must know about a policy's text. */
const STATUS: ReadonlyMap<string, string> = new Map([
  ['CHANGED', 'has changed since, or is another version now: its text is not marked'],
  ['GONE', 'is gone'],
  ['NOT_KEPT', 'was passed when the session began; its text is in the session token only'],
  ['WITHHELD', 'belongs to another account: its text is not shown'],
])

function notes(policies: readonly PolicyText[], withheldAccount: string | undefined): readonly string[] {
  const account = printable(withheldAccount ?? '')
  const foreign =
    withheldAccount === undefined ? [] : [`Policies of account ${account} are not shown: its administrators know them.`]
  const texts = policies.flatMap(({ policyId, status }) => {
    const note = STATUS.get(status)
    return note === undefined ? [] : [`${printable(policyId)} ${note}.`]
  })
  return [...new Set([...foreign, ...texts])]
}

function tree({ decision, policies, record }: Known): string {
  const refusal = readRefusal(decision)
  if (refusal === undefined) throw new CommandError('the server kept no reasons for this call.')
  const { explanation, subject, withheldAccount } = refusal
  const rendered = renderExplanation(explanation, { subject, textOf: (statement) => textOf(policies, statement) })
  const { requestId = record?.['requestID'], eventTime } = record ?? {}
  const head = record === undefined ? [] : [`Request ${String(requestId)} at ${String(eventTime)}`, '']
  const tail = notes(policies, withheldAccount)
  return [...head, rendered, ...(tail.length === 0 ? [] : [...tail, ''])].join('\n')
}

/** Exit code 0 where the reasons are known. */
export const explain: Command = {
  name: 'explain',
  summary: 'Why a call was refused: every policy that had a say, and the smallest change that would have allowed it.',
  operands: 'REQUEST-ID | ENCODED-MESSAGE',
  options: [
    { flag: 'json', description: 'The decision, its policies and its record as JSON.' },
    { flag: 'data-dir', placeholder: 'DIR', description: 'Read the audit log there instead of asking the server.' },
    ...CALL_OPTIONS,
  ],
  notes: [
    'The request id stands in every answer (x-amzn-RequestId) and audit record; the encoded message at the end of every',
    'AccessDenied. Only calls of your own account are explained, and it takes the permission brevet:ExplainDecision.',
  ],
  async run(given, terminal) {
    const question = questionOf(given.rest)
    if (given.values.has('data-dir')) refuseCallOptions(given)
    const known = given.values.has('data-dir')
      ? await readLog(question, given, terminal)
      : await askServer(question, given, terminal)
    terminal.out(given.switches.has('json') ? `${JSON.stringify(known, null, 2)}\n` : tree(known))
    return 0
  },
}
