/** Reads the AWS test suite, packed beside this file or as a folder, into requests and expectations. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { WireRequest } from '../src/wireRequest.ts'

/** One case of the suite: its context and the text of each of its files. */
export interface Vector {
  readonly name: string
  readonly context: {
    readonly credentials: {
      readonly access_key_id: string
      readonly secret_access_key: string
      readonly token?: string
    }
    readonly expiration_in_seconds: number
    readonly normalize: boolean
    readonly region: string
    readonly service: string
    readonly sign_body: boolean
    readonly timestamp: string
    readonly omit_session_token?: boolean
  }
  readonly request: string
  readonly headerCanonicalRequest: string
  readonly headerStringToSign: string
  readonly headerSignature: string
  readonly headerSignedRequest: string
  readonly queryCanonicalRequest: string
  readonly queryStringToSign: string
  readonly querySignature: string
  readonly querySignedRequest: string
}

/** A request of the suite with its body. */
export interface VectorRequest {
  readonly wire: WireRequest
  readonly body: Uint8Array
}

/** The packed suite. */
export function packedVectors(): readonly Vector[] {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'aws-c-auth.json'), 'utf8')) as Vector[]
}

/** The suite as aws-c-auth lays it out: a folder per case. */
export function folderVectors(folder: string): readonly Vector[] {
  return readdirSync(folder).map((name) => {
    const vector: Record<string, unknown> = { name }
    for (const file of readdirSync(join(folder, name))) {
      const text = readFileSync(join(folder, name, file), 'utf8')
      const key = file.replace(/\..*/, '').replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
      vector[key] = file === 'context.json' ? JSON.parse(text) : text
    }
    return vector as unknown as Vector
  })
}

/** Reads the text of a request as an HTTP parser would: UTF-8 bytes, folded header lines unfolded. */
export function readRequest(text: string): VectorRequest {
  const bytes = Buffer.from(text, 'utf8').toString('latin1').replaceAll('\r', '')
  const end = bytes.indexOf('\n\n')
  const head = (end === -1 ? bytes.trimEnd() : bytes.slice(0, end)).replace(/\n[ \t]+/g, ' ').split('\n')
  const line = /^(\S+) (.*) HTTP\/1\.1$/.exec(head[0] ?? '')
  if (line === null) throw new Error(`not a request line: ${head[0]}`)
  const headers = head.slice(1).map((field): readonly [string, string] => {
    const colon = field.indexOf(':')
    return [field.slice(0, colon), field.slice(colon + 1)]
  })
  return {
    wire: { method: line[1] ?? '', target: line[2] ?? '', headers },
    body: end === -1 ? new Uint8Array(0) : Buffer.from(bytes.slice(end + 2), 'latin1'),
  }
}
