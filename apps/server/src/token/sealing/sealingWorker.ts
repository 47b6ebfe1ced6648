/** The sealing thread's own program: batches in, sealed batches out. A fault ends it, and the server seals by itself. */
import { parentPort } from 'node:worker_threads'
import { joinSealed, splitUnsealed } from './batch.ts'
import { sealWith } from './sealWith.ts'
import type { Batch } from './batch.ts'

parentPort?.on('message', (batch: Batch) => {
  const sealed = joinSealed(splitUnsealed(batch).map((unsealed) => sealWith(batch.keys, unsealed)))
  parentPort?.postMessage(sealed, [sealed.bytes.buffer])
})

parentPort?.postMessage('up', [])
