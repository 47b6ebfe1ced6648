/** The whole body of a request, bounded. */
import type { IncomingMessage } from 'node:http'
import { MAX_BODY_BYTES } from './limits.ts'

/** The bytes, `too large`, or `aborted` when the peer went away. Never keeps more than MAX_BODY_BYTES. */
export function readBody(message: IncomingMessage): Promise<Buffer | 'too large' | 'aborted'> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let length = 0
    message.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > MAX_BODY_BYTES) {
        message.pause()
        resolve('too large')
      } else chunks.push(chunk)
    })
    message.on('end', () => resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)))
    message.on('error', () => resolve('aborted'))
    message.on('close', () => resolve('aborted'))
  })
}
