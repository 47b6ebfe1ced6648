/** The yardstick: what node:http alone does with the same requests. Reads the whole body, answers 800 bytes. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const ANSWER = Buffer.alloc(800, 'x')

const server = createServer((message, response) => {
  const pieces: Buffer[] = []
  message.on('data', (piece: Buffer) => pieces.push(piece))
  message.on('end', () => {
    Buffer.concat(pieces)
    response.writeHead(200, { 'Content-Type': 'text/xml', 'Content-Length': String(ANSWER.length) })
    response.end(ANSWER)
  })
})
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.stdout.write(`${JSON.stringify({ msg: 'ready', endpoint: `http://127.0.0.1:${port}` })}\n`)
})
process.once('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
})
