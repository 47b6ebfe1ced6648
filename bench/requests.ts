/** Signed requests as bytes, in the shape that the AWS CLI (botocore) sends them. */
import { signRequest } from '@brevet/sigv4/node'

/** What is measured. */
export type Operation = 'GetCallerIdentity' | 'AssumeRole' | 'GetRole' | 'GetUser' | 'TagRole' | 'CreateRole'

/** What a run sends. Everything in it can be handed to another process. */
export interface RequestPlan {
  readonly operation: Operation
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  /** ARNs of the roles that requests are about, in turn. */
  readonly roles: readonly string[]
  /** In the names and values that writes make: two runs with the same one would make the same. */
  readonly run?: string
  /** How many different requests; a run that sends more begins again. */
  readonly distinct: number
}

/** The signature covers the host as sent, whatever the port: one set of requests serves every server. */
const HOST = '127.0.0.1'
const FORM = 'application/x-www-form-urlencoded; charset=utf-8'
const AGENT = 'aws-cli/2.31.0 md/awscrt#0.27.6 ua/2.1 os/linux md/arch#x86_64 lang/python#3.13 cfg/retry-mode#standard'

const TRUST = encodeURIComponent(
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}',
)

interface Wire {
  readonly service: 'sts' | 'iam'
  /** Everything after the action and the version. */
  readonly members: (role: string, n: number, run: string) => string
}

const nameOf = (arn: string): string => encodeURIComponent(arn.slice(arn.lastIndexOf('/') + 1))

/** Each assumption has a session name of its own, and so a token of its own. Each write writes something of its own. */
const WIRE: Readonly<Record<Operation, Wire>> = {
  GetCallerIdentity: { service: 'sts', members: () => '' },
  AssumeRole: {
    service: 'sts',
    members: (role, n) => `&RoleArn=${encodeURIComponent(role)}&RoleSessionName=bench-${String(n).padStart(8, '0')}`,
  },
  GetRole: { service: 'iam', members: (role) => `&RoleName=${nameOf(role)}` },
  GetUser: { service: 'iam', members: () => '' },
  TagRole: {
    service: 'iam',
    members: (role, n, run) => `&RoleName=${nameOf(role)}&Tags.member.1.Key=bench&Tags.member.1.Value=${run}-${n}`,
  },
  CreateRole: {
    service: 'iam',
    members: (_role, n, run) => `&Path=%2Fwritten%2F&RoleName=Written-${run}-${n}&AssumeRolePolicyDocument=${TRUST}`,
  },
}

const VERSIONS = { sts: '2011-06-15', iam: '2010-05-08' }

function bodyOf({ operation, roles, run = '' }: RequestPlan, n: number): string {
  const { service, members } = WIRE[operation]
  return `Action=${operation}&Version=${VERSIONS[service]}${members(roles[n % roles.length] ?? '', n, run)}`
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
    service: WIRE[plan.operation].service,
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
