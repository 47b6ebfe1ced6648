/** Signed requests as bytes, in the shape that the AWS CLI (botocore) sends them. */
import { signRequest } from '@brevet/sigv4/node'

/** What a run sends. Everything in it can be handed to another process. */
export interface RequestPlan {
  readonly operation: 'GetCallerIdentity' | 'AssumeRole'
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  /** ARNs of the roles assumed in turn. */
  readonly roles: readonly string[]
  /** How many different requests; a run that sends more begins again. */
  readonly distinct: number
}

/** The signature covers the host as sent, whatever the port: one set of requests serves every server. */
const HOST = '127.0.0.1'
const FORM = 'application/x-www-form-urlencoded; charset=utf-8'
const AGENT = 'aws-cli/2.31.0 md/awscrt#0.27.6 ua/2.1 os/linux md/arch#x86_64 lang/python#3.13 cfg/retry-mode#standard'

/** Each assumption has a session name of its own, and so a token of its own. */
function bodyOf({ operation, roles }: RequestPlan, n: number): string {
  const call = `Action=${operation}&Version=2011-06-15`
  if (operation === 'GetCallerIdentity') return call
  const role = encodeURIComponent(roles[n % roles.length] ?? '')
  return `${call}&RoleArn=${role}&RoleSessionName=bench-${String(n).padStart(8, '0')}`
}

function requestBytes(plan: RequestPlan, n: number, nowMs: number): Buffer {
  const body = bodyOf(plan, n)
  const unsigned = [
    ['Host', HOST],
    ['Accept-Encoding', 'identity'],
    ['Content-Type', FORM],
    ['User-Agent', AGENT],
  ] as const
  const signed = signRequest({ method: 'POST', target: '/', headers: unsigned }, plan.credentials, {
    region: 'us-east-1',
    service: 'sts',
    // Signing times differ by up to a minute, as those of many clients do; all are good for 15 minutes.
    nowMs: nowMs - (n % 60) * 1000,
    body: Buffer.from(body),
  })
  const head = signed.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return Buffer.from(`POST / HTTP/1.1\r\n${head}Content-Length: ${body.length}\r\n\r\n${body}`, 'latin1')
}

/** All requests of a plan, signed now. */
export const signAll = (plan: RequestPlan): readonly Buffer[] => {
  const nowMs = Date.now()
  return Array.from({ length: plan.distinct }, (_, n) => requestBytes(plan, n, nowMs))
}
