/** The audit record of what no request did: somebody at the server's own host, with the data directory and its root key. */
import { userInfo } from 'node:os'
import type { AuditRecord } from '../audit/audit.ts'
import { buildRecord } from '../audit/event.ts'
import { rootArn } from '../domain/arn.ts'
import { uuid } from '../domain/ids.ts'
import { received } from '../domain/request.ts'
import { systemClock } from '../runtime/clock.ts'
import { systemRandom } from '../runtime/random.ts'

/** What was done, to which account. */
export interface HostEvent {
  readonly eventName: string
  /** The command: `brevet import`. */
  readonly command: string
  readonly accountId: string
  readonly region: string
  readonly readOnly: boolean
  /** Never a secret. */
  readonly input: Readonly<Record<string, unknown>>
}

/** The record; it names the operating system's user. */
export const hostRecord = ({ accountId, command, eventName, input, readOnly, region }: HostEvent): AuditRecord =>
  buildRecord({
    caller: undefined,
    request: received({
      method: 'POST',
      target: '/',
      headers: [['user-agent', command]],
      body: new Uint8Array(),
      requestId: uuid(systemRandom),
      receivedAtMs: systemClock.nowMs(),
      sourceIp: '127.0.0.1',
      secureTransport: false,
    }),
    eventSource: 'brevet.amazonaws.com',
    eventName,
    region,
    readOnly,
    recipientAccountId: accountId,
    eventId: uuid(systemRandom),
    input,
    additional: { operatingSystemUser: userInfo().username },
    resources: [{ ARN: rootArn(accountId), accountId }],
  })
