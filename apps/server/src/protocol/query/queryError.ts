/** Errors of the query protocol. Source: Smithy, "AWS query protocol", operation error serialization. */
import { encoded } from '../encoded.ts'
import type { ResolvedError } from '../errors.ts'
import type { Encoded, Reply } from '../protocol.ts'
import { element, escapeXml } from './xml.ts'

function xml({ fault, code, message }: ResolvedError, { requestId }: Reply, namespace: string): string {
  const text = (name: string, value: string): string => element(name, escapeXml(value))
  // Some of AWS's errors say nothing (ReportNotPresent): clients then show that there is no message.
  const said = message === '' ? '' : text('Message', message)
  const error = element('Error', text('Type', fault) + text('Code', code) + said)
  const xmlns = namespace === '' ? '' : ` xmlns="${escapeXml(namespace)}"`
  return `<ErrorResponse${xmlns}>${error}${text('RequestId', requestId)}</ErrorResponse>`
}

/** The answer to a refused call: XML, or AWS's JSON form where the client asked for it. */
export function queryError(error: ResolvedError, reply: Reply, namespace: string): Encoded {
  const { code, fault, message, status } = error
  if (!reply.json) return encoded({ status, contentType: 'text/xml', body: xml(error, reply, namespace) }, reply)
  const body = JSON.stringify({ Error: { Code: code, Message: message, Type: fault }, RequestId: reply.requestId })
  return encoded({ status, contentType: 'application/json', body }, reply)
}
