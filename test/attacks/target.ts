/** The running server as an attacker meets it: an address, bytes, and the keys that were given out. */
import assert from 'node:assert/strict'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../../apps/server/src/config/index.ts'
import { readRecords } from '../../apps/server/src/audit/index.ts'
import type { AuditRecord } from '../../apps/server/src/audit/index.ts'
import { onlyAnswer, talk } from '../../apps/server/src/http/testing.ts'
import type { Answer } from '../../apps/server/src/http/testing.ts'
import { serve } from '../../apps/server/src/main.ts'
import { createLog } from '../../apps/server/src/runtime/log.ts'
import { signRequest } from '../../packages/sigv4/src/node/index.ts'

/** What signs a request. */
export interface Key {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export type Header = readonly [name: string, value: string]
export type Parameters = Readonly<Record<string, string>>

/** A request before it becomes bytes, to be changed after it was signed. */
export interface Wire {
  readonly method: string
  readonly target: string
  readonly headers: readonly Header[]
  readonly body: string
}

/** What may differ from an ordinary call. */
export interface Manner {
  readonly service?: string
  readonly region?: string
  readonly headers?: readonly Header[]
  readonly target?: string
  readonly method?: string
  /** Sign as for S3, which lets the payload out of the signature. */
  readonly payloadRules?: 's3'
  /** Added to the server's clock, milliseconds. */
  readonly skewMs?: number
}

/** A server, and hands to attack it with. */
export interface Target {
  readonly port: number
  readonly accountId: string
  readonly dataDir: string
  readonly logFile: string
  readonly admin: Key
  readonly clock: { nowMs(): number; advance(ms: number): void }
  /** Sends exactly these bytes on a new connection and takes the one answer. */
  send(wire: Wire): Promise<Answer>
  /** A signed POST of a form, not sent yet. */
  signed(parameters: Parameters, key?: Key, manner?: Manner): Wire
  /** `signed`, sent. */
  call(parameters: Parameters, key?: Key, manner?: Manner): Promise<Answer>
  /** `call` of IAM; throws AssertionError unless it succeeds. */
  iam(action: string, parameters?: Parameters, key?: Key): Promise<string>
  /** Credentials out of an STS answer; throws AssertionError unless it succeeds. */
  session(parameters: Parameters, key?: Key): Promise<Key & { readonly sessionToken: string }>
  records(): Promise<readonly AuditRecord[]>
  close(): Promise<void>
}

const VERSIONS: Readonly<Record<string, string>> = { sts: '2011-06-15', iam: '2010-05-08' }

/** Every byte that is not unreserved, escaped. */
const escape = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

/** A form of these parameters. */
export const form = (parameters: Parameters): string =>
  Object.entries(parameters)
    .map(([name, value]) => `${escape(name)}=${escape(value)}`)
    .join('&')

/** The text of the first element called `name`; throws AssertionError where there is none. */
export function element(xml: string, name: string): string {
  const found = new Map(
    [...xml.matchAll(/<([A-Za-z0-9]+)>([^<]*)<\/\1>/g)].reverse().map(([, tag, text]) => [tag, text]),
  )
  const text = found.get(name)
  assert.ok(text !== undefined, `no ${name} in: ${xml}`)
  return text.replaceAll('&quot;', '"').replaceAll('&#x2F;', '/').replaceAll('&#x2B;', '+').replaceAll('&amp;', '&')
}

/** An answer's error code, or `ok`. */
export function codeOf({ body, status }: Answer): string {
  if (status === 200) return 'ok'
  if (body.startsWith('{')) return (JSON.parse(body) as { __type?: string }).__type ?? body
  return element(body, 'Code')
}

/** Takes headers out, by lower-case name. */
export const without = (wire: Wire, ...names: readonly string[]): Wire => ({
  ...wire,
  headers: wire.headers.filter(([name]) => !names.includes(name.toLowerCase())),
})

/** Adds headers after signing. */
export const withHeaders = (wire: Wire, ...headers: readonly Header[]): Wire => ({
  ...wire,
  headers: [...wire.headers, ...headers],
})

/** Changes the value of one header, by lower-case name. */
export const changed = (wire: Wire, name: string, change: (value: string) => string): Wire => ({
  ...wire,
  headers: wire.headers.map(([key, value]) => [key, key.toLowerCase() === name ? change(value) : value]),
})

/** The bytes of a request. */
export const bytesOf = ({ body, headers, method, target }: Wire): string =>
  [
    `${method} ${target} HTTP/1.1`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    'Connection: close',
    '',
    body,
  ].join('\r\n')

function sign(wire: Wire, key: Key, given: { nowMs: number; manner: Manner }): Wire {
  const { payloadRules = 'body', region = 'us-east-1', service = 'sts' } = given.manner
  const body = Buffer.from(wire.body, 'latin1')
  return { ...wire, headers: signRequest(wire, key, { region, service, payloadRules, nowMs: given.nowMs, body }) }
}

/** What no refusal may hold, whatever it was about. */
function assertTellsNothing(answer: Answer): Answer {
  if (answer.status === 200) return answer
  assert.doesNotMatch(answer.body, /SecretAccessKey>|SessionToken>|\bat \S+ \(|node:|\.ts\b|sqlite/i)
  assert.ok(answer.headers.has('x-amzn-requestid') && answer.headers.has('date'))
  return answer
}

/** Starts a server on a free port with a data directory of its own. */
export async function openTarget(env: Parameters = {}): Promise<Target> {
  const dataDir = mkdtempSync(join(tmpdir(), 'brevet-attack-'))
  const logFile = join(dataDir, '..', `${dataDir.split('/').at(-1)}.log`)
  const logFd = openSync(logFile, 'w', 0o600)
  const loaded = loadConfig({
    flags: new Map([
      ['data-dir', dataDir],
      ['listen', '127.0.0.1:0'],
    ]),
    env: {},
  })
  assert.ok(loaded.ok)
  let aheadMs = 0
  const clock = {
    nowMs: () => Date.now() + aheadMs,
    monotonicMs: () => performance.now(),
    advance: (ms: number) => void (aheadMs += ms),
  }
  const fatal = (error: Error): never => {
    throw error
  }
  const running = await serve({ config: loaded.config, env, log: createLog('debug', logFd), fatal, clock })
  const [, adminId = '', adminSecret = ''] =
    /aws_access_key_id = (\S+)\naws_secret_access_key = (\S+)/.exec(
      readFileSync(join(dataDir, 'admin-credentials'), 'utf8'),
    ) ?? []
  const admin: Key = { accessKeyId: adminId, secretAccessKey: adminSecret }
  const port = Number(running.endpoint.split(':').at(-1))

  const send = async (wire: Wire): Promise<Answer> =>
    assertTellsNothing(onlyAnswer(await talk(port, bytesOf(wire), { waitMs: 20_000 })))
  const signed = (parameters: Parameters, key = admin, manner: Manner = {}): Wire => {
    const { method = 'POST', service = 'sts' } = manner
    const query = form({ Version: VERSIONS[service] ?? '', ...parameters })
    const body = method === 'POST' ? query : ''
    const target = manner.target ?? (method === 'POST' ? '/' : `/?${query}`)
    const headers: Header[] = [
      ['Host', `127.0.0.1:${port}`],
      ['Content-Length', String(body.length)],
      ...(method === 'POST' ? [['Content-Type', 'application/x-www-form-urlencoded; charset=utf-8'] as const] : []),
      ...(manner.headers ?? []),
    ]
    return sign({ method, target, headers, body }, key, { nowMs: clock.nowMs() + (manner.skewMs ?? 0), manner })
  }
  const call = (parameters: Parameters, key?: Key, manner?: Manner) => send(signed(parameters, key, manner))
  return {
    port,
    accountId: running.accountId,
    dataDir,
    logFile,
    admin,
    clock,
    send,
    signed,
    call,
    async iam(action, parameters = {}, key) {
      const answer = await call({ Action: action, ...parameters }, key, { service: 'iam' })
      assert.equal(answer.status, 200, answer.body)
      return answer.body
    },
    async session(parameters, key) {
      const { body, status } = await call(parameters, key)
      assert.equal(status, 200, body)
      return {
        accessKeyId: element(body, 'AccessKeyId'),
        secretAccessKey: element(body, 'SecretAccessKey'),
        sessionToken: element(body, 'SessionToken'),
      }
    },
    async records() {
      const all: AuditRecord[] = []
      for await (const { record } of readRecords(join(dataDir, 'audit'))) all.push(record)
      return all
    },
    async close() {
      await running.stop()
      closeSync(logFd)
      rmSync(logFile)
      rmSync(dataDir, { recursive: true })
    },
  }
}

/** The simplest question of all. */
export const WHO: Parameters = { Action: 'GetCallerIdentity' }

/** A role that everybody in the account may assume, and what it takes to assume it. */
export async function openRole(target: Target, name: string, policy?: string): Promise<Parameters> {
  const arn = `arn:aws:iam::${target.accountId}:role/${name}`
  await target.iam('CreateRole', {
    RoleName: name,
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: target.accountId }, Action: ['sts:AssumeRole', 'sts:TagSession'] },
      ],
    }),
  })
  if (policy !== undefined)
    await target.iam('PutRolePolicy', { RoleName: name, PolicyName: 'p', PolicyDocument: policy })
  return { Action: 'AssumeRole', RoleArn: arn, RoleSessionName: 'attack' }
}

/** A user with one access key and, where given, an inline policy. */
export async function newUser(target: Target, name: string, policy?: string): Promise<Key> {
  await target.iam('CreateUser', { UserName: name })
  if (policy !== undefined)
    await target.iam('PutUserPolicy', { UserName: name, PolicyName: 'p', PolicyDocument: policy })
  const made = await target.iam('CreateAccessKey', { UserName: name })
  return { accessKeyId: element(made, 'AccessKeyId'), secretAccessKey: element(made, 'SecretAccessKey') }
}
