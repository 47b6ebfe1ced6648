/** ListRoles from the first page to the last, over one connection: how long each page takes. */
import { Agent, request } from 'node:http'
import { signRequest } from '@brevet/sigv4/node'
import type { ServerProcess } from '../processes.ts'
import type { Stock } from '../stock.ts'

/** What reading all pages once came to. */
export interface ListRun {
  readonly pages: number
  readonly medianMs: number
  readonly p99Ms: number
  readonly longestMs: number
}

const HOST = '127.0.0.1'
const FORM = 'application/x-www-form-urlencoded; charset=utf-8'

function post(port: number, body: string, of: { readonly stock: Stock; readonly agent: Agent }): Promise<string> {
  const headers = [
    ['Host', HOST],
    ['Content-Type', FORM],
  ] as const
  const signed = signRequest({ method: 'POST', target: '/', headers }, of.stock.credentials, {
    region: 'us-east-1',
    service: 'iam',
    nowMs: Date.now(),
    body: Buffer.from(body),
  })
  const options = { host: HOST, port, method: 'POST', agent: of.agent, headers: Object.fromEntries(signed) }
  return new Promise((resolve, reject) => {
    const call = request(options, (response) => {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => pieces.push(piece))
      response.on('end', () => resolve(Buffer.concat(pieces).toString('utf8')))
    })
    call.once('error', reject)
    call.end(body)
  })
}

const MARKER = /<Marker>([^<]+)<\/Marker>/

/** Every page of `maxItems` roles; throws unless all `roles` come. */
export async function listAllRoles(
  server: ServerProcess,
  stock: Stock,
  { roles, maxItems }: { readonly roles: number; readonly maxItems: number },
): Promise<ListRun> {
  const agent = new Agent({ keepAlive: true })
  const times: number[] = []
  let marker: string | undefined
  let seen = 0
  do {
    const after = marker === undefined ? '' : `&Marker=${encodeURIComponent(marker)}`
    const startedMs = performance.now()
    const answer = await post(server.port, `Action=ListRoles&Version=2010-05-08&MaxItems=${maxItems}${after}`, {
      stock,
      agent,
    })
    times.push(performance.now() - startedMs)
    seen += answer.split('<RoleId>').length - 1
    marker = MARKER.exec(answer)?.[1]
  } while (marker !== undefined)
  agent.destroy()
  if (seen < roles) throw new Error(`${seen} of ${roles} roles`)
  const sorted = times.toSorted((one, other) => one - other)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { pages: times.length, medianMs: at(0.5), p99Ms: at(0.99), longestMs: at(1) }
}
