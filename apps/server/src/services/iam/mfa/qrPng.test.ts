import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { crc32, inflateSync } from 'node:zlib'
import { decodeQR } from 'qr/decode.js'
import { qrPng } from './qrPng.ts'

const URI = `otpauth://totp/phone%40111122223333?secret=${'ABCDEFGH234567'.repeat(5).slice(0, 64)}&issuer=Brevet`

/** Reads the one kind of PNG that we write, checking every field on the way. */
function readPng(png: Buffer): { size: number; pixel: (x: number, y: number) => 'black' | 'white' } {
  assert.deepEqual(png.subarray(0, 8), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))
  const chunks = new Map<string, Buffer>()
  let at = 8
  while (at < png.length) {
    const length = png.readUInt32BE(at)
    const typed = png.subarray(at + 4, at + 8 + length)
    assert.equal(png.readUInt32BE(at + 8 + length), crc32(typed))
    chunks.set(typed.toString('ascii', 0, 4), typed.subarray(4))
    at += 12 + length
  }
  assert.deepEqual([...chunks.keys()], ['IHDR', 'IDAT', 'IEND'])
  const header = chunks.get('IHDR') ?? Buffer.alloc(0)
  const size = header.readUInt32BE(0)
  assert.equal(header.readUInt32BE(4), size)
  assert.deepEqual([...header.subarray(8)], [1, 0, 0, 0, 0])
  const rows = inflateSync(chunks.get('IDAT') ?? Buffer.alloc(0))
  const stride = 1 + Math.ceil(size / 8)
  assert.equal(rows.length, stride * size)
  return {
    size,
    pixel(x, y) {
      assert.equal(rows[y * stride], 0, 'no filter')
      return ((rows[y * stride + 1 + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) === 0 ? 'black' : 'white'
    },
  }
}

describe('qrPng', () => {
  test('a reader of QR codes reads the text back from the image', () => {
    const { size, pixel } = readPng(qrPng(URI))
    const data = new Uint8Array(size * size * 4)
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++)
        data.set(pixel(x, y) === 'black' ? [0, 0, 0, 255] : [255, 255, 255, 255], (y * size + x) * 4)
    assert.equal(decodeQR({ width: size, height: size, data }), URI)
  })

  test('has the quiet zone that scanners need', () => {
    const { size, pixel } = readPng(qrPng(URI))
    for (let along = 0; along < size; along++)
      for (let depth = 0; depth < 24; depth++)
        for (const [x, y] of [
          [along, depth],
          [depth, along],
          [along, size - 1 - depth],
          [size - 1 - depth, along],
        ] as const)
          assert.equal(pixel(x, y), 'white')
    assert.equal(pixel(24, 24), 'black')
  })
})
