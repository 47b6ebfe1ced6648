/** ExplainDecision: the reasons behind a refusal of the caller's own account, by request id or encoded message. */
import type { Asks } from '../../authz/ask.ts'
import type { AuditRecord } from '../../audit/audit.ts'
import { ServiceError } from '../../domain/errors.ts'
import type { ExplainDecisionRequest, ExplainDecisionResponse } from '../../protocol/types/brevet.generated.ts'
import type { Effects } from '../operation.ts'
import { readOperation } from '../operation.ts'
import { policiesNamed } from './decisionDocument.ts'
import { policyTexts } from './policyTexts.ts'

type Document = Readonly<Record<string, unknown>>

/** A document and, where it came out of the log, its record. */
interface Known {
  readonly document: Document
  readonly record?: AuditRecord
}

const notFound = (message: string): ServiceError => new ServiceError('ResourceNotFoundException', message)

/**
 * The document is that of DecodeAuthorizationMessage (authz/reasoning.ts), as the audit record or the message keeps it;
 * `policies` has the texts that still are what they were, so that line and column can be shown. Throws
 * ResourceNotFoundException, InvalidAuthorizationMessageException, ValidationException, ThrottlingException.
 */
export const explainDecision = readOperation<ExplainDecisionRequest, ExplainDecisionResponse>({
  name: 'ExplainDecision',

  authorize({ input }): Asks {
    if ((input.requestId === undefined) === (input.encodedMessage === undefined)) {
      throw new ServiceError('ValidationException', 'Give either a requestId or an encodedMessage.')
    }
    const own = { action: 'brevet:ExplainDecision', resource: '*' }
    return input.encodedMessage === undefined ? [own] : [own, { ...own, action: 'sts:DecodeAuthorizationMessage' }]
  },

  async run({ input, caller }, store, effects) {
    const { document, record } =
      input.encodedMessage === undefined
        ? await fromRecord(input.requestId ?? '', caller.accountId, effects)
        : fromMessage(input.encodedMessage, caller.accountId, effects)
    return {
      decision: JSON.stringify(document),
      policies: await policyTexts(policiesNamed(document), caller, store),
      ...(record === undefined ? {} : { record: shown(record) }),
    }
  },
})

function fromMessage(message: string, accountId: string, { messages }: Effects): Known {
  const text = messages.open(accountId, message)
  if (text === undefined) {
    throw new ServiceError(
      'InvalidAuthorizationMessageException',
      'The encoded authorization message is not one that was given to this account.',
    )
  }
  return { document: JSON.parse(text) as Document }
}

async function fromRecord(requestId: string, accountId: string, { decisions }: Effects): Promise<Known> {
  const record = await decisions.find(requestId, accountId)
  if (record === undefined) throw notFound(`This account's audit log has no request ${requestId}.`)
  const decision = record.additionalEventData?.['decision'] as Document | undefined
  if (decision !== undefined && !('omitted' in decision)) return { document: decision, record }
  const omitted = decision?.['omitted']
  throw notFound(whyUnexplained(record, typeof omitted === 'string' ? omitted : undefined))
}

/** What stands in the way of an explanation, and what to do instead. */
function whyUnexplained(
  { requestID, errorCode, errorMessage, sharedEventID }: AuditRecord,
  omitted: string | undefined,
): string {
  if (omitted !== undefined) return `The reasons of request ${requestID} were not recorded: ${omitted}`
  if (errorCode === undefined) return `Request ${requestID} was not refused.`
  const elsewhere = sharedEventID === undefined ? '' : ' Reasons are kept for the account of the caller only.'
  return `Request ${requestID} was not refused by a policy of this account, but with ${errorCode}: ${errorMessage ?? ''}.${elsewhere}`
}

function shown(record: AuditRecord): NonNullable<ExplainDecisionResponse['record']> {
  const { requestID, eventTime, eventSource, eventName, errorCode, errorMessage } = record
  return {
    requestId: requestID,
    eventTime,
    eventSource,
    eventName,
    ...(errorCode === undefined ? {} : { errorCode }),
    ...(errorMessage === undefined ? {} : { errorMessage }),
  }
}
