/** QR codes as PNG images: black and white, one bit a pixel. Source: PNG specification (W3C, third edition), sections 5 and 11. */
import { crc32, deflateSync } from 'node:zlib'
import { encodeQR } from 'qr'

/** Pixels along the side of one module: large enough to scan from a screen. */
const MODULE_PIXELS = 6
/** The quiet zone that ISO/IEC 18004 asks for, in modules. */
const QUIET_MODULES = 4

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
/** IHDR after the size: bit depth 1, greyscale, and the only compression, filter and interlace that there need to be. */
const ONE_BIT_GREY = Buffer.from([1, 0, 0, 0, 0])

/** The bytes of a PNG image that shows `text` as a QR code. */
export function qrPng(text: string): Buffer {
  const modules = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET_MODULES })
  const size = modules.length * MODULE_PIXELS
  const dimensions = Buffer.alloc(8)
  dimensions.writeUInt32BE(size, 0)
  dimensions.writeUInt32BE(size, 4)
  const rows = modules.flatMap((row) => Array.from({ length: MODULE_PIXELS }, () => scanline(row)))
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', Buffer.concat([dimensions, ONE_BIT_GREY])),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** One row of pixels, without filter: white is 1, most significant bit first. */
function scanline(modules: readonly boolean[]): Buffer {
  const line = Buffer.alloc(1 + Math.ceil((modules.length * MODULE_PIXELS) / 8))
  for (let x = 0; x < modules.length * MODULE_PIXELS; x++) {
    if (modules[Math.floor(x / MODULE_PIXELS)] === true) continue
    const index = 1 + (x >> 3)
    line[index] = (line[index] ?? 0) | (0x80 >> (x & 7))
  }
  return line
}

/** A chunk: length of the data, type, data, checksum of type and data. */
function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'ascii'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32BE(crc32(typed))
  return Buffer.concat([length, typed, checksum])
}
