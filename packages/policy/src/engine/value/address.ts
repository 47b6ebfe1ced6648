/** IP addresses and CIDR blocks as 32-bit integers: one for version 4, four for version 6 (rule 2.2). */

/** An address. `words` has one or four 32-bit integers; the versions never meet, mapped forms included. */
export interface Address {
  readonly words: readonly number[]
}

/** A block: its address and one mask for each word. */
export interface Block extends Address {
  readonly masks: readonly number[]
}

const DOT = 0x2e
const COLON = 0x3a

/** Reads a bare address of either version; undefined if it is none. */
export function readAddress(text: string): Address | undefined {
  return readUntil(text, text.length)
}

/** Reads `address[/prefix]`; without a prefix it is the single address. Undefined if malformed. */
export function readBlock(text: string): Block | undefined {
  const slash = text.indexOf('/')
  const address = readUntil(text, slash === -1 ? text.length : slash)
  if (address === undefined) return undefined
  const { words } = address
  const width = words.length * 32
  const bits = slash === -1 ? width : readNumber(text, slash + 1, text.length)
  if (bits === -1 || bits > width) return undefined
  return { words, masks: words.map((_, index) => maskOf(bits - index * 32)) }
}

/** Whether `address` lies in `block`. */
export function contains(block: Block, address: Address): boolean {
  const { words, masks } = block
  if (words.length !== address.words.length) return false
  for (let index = 0; index < words.length; index += 1)
    if ((((words[index] ?? 0) ^ (address.words[index] ?? 0)) & (masks[index] ?? -1)) !== 0) return false
  return true
}

/** The mask of the first `bits` bits of a word. A shift by 32 is none, so the ends are apart. */
function maskOf(bits: number): number {
  return bits <= 0 ? 0 : bits >= 32 ? -1 : -1 << (32 - bits)
}

function readUntil(text: string, end: number): Address | undefined {
  const four = readFour(text, 0, end)
  if (four !== undefined) return { words: [four] }
  const groups = readGroups(text, end)
  if (groups === undefined) return undefined
  return { words: [pair(groups, 0), pair(groups, 2), pair(groups, 4), pair(groups, 6)] }
}

function pair(groups: readonly number[], at: number): number {
  return ((groups[at] ?? 0) << 16) | (groups[at + 1] ?? 0)
}

/** A number below 1000 in `[from, end)` without superfluous zeros; -1 if it is none. */
function readNumber(text: string, from: number, end: number): number {
  if (end <= from || end - from > 3 || (text.charCodeAt(from) === 0x30 && end - from > 1)) return -1
  let number = 0
  for (let at = from; at < end; at += 1) {
    const digit = text.charCodeAt(at) - 0x30
    if (digit < 0 || digit > 9) return -1
    number = number * 10 + digit
  }
  return number
}

/** Four bytes with dots between, as one integer. */
function readFour(text: string, from: number, end: number): number | undefined {
  if (end - from < 7 || end - from > 15) return undefined
  let address = 0
  let at = from
  for (let index = 0; index < 4; index += 1) {
    let until = at
    while (until < end && text.charCodeAt(until) !== DOT) until += 1
    if ((until === end) !== (index === 3)) return undefined
    const byte = readNumber(text, at, until)
    if (byte === -1 || byte > 255) return undefined
    address = (address << 8) | byte
    at = until + 1
  }
  return address
}

/** Eight 16-bit groups; `::` stands for one zero group or more, and the last two may be written as version 4. */
function readGroups(text: string, end: number): readonly number[] | undefined {
  const groups: number[] = []
  let gap = -1
  let at = 0
  if (text.startsWith('::')) {
    gap = 0
    at = 2
  }
  while (at < end) {
    const until = endOfGroup(text, at, end)
    if (until < end && text.charCodeAt(until) === DOT) {
      const four = readFour(text, at, end)
      if (four === undefined) return undefined
      groups.push(four >>> 16, four & 0xffff)
      break
    }
    if (until === at || until - at > 4 || groups.length === 8) return undefined
    groups.push(Number.parseInt(text.slice(at, until), 16))
    if (until === end) break
    if (text.charCodeAt(until) !== COLON || until + 1 === end) return undefined
    at = until + 1
    if (text.charCodeAt(at) !== COLON) continue
    if (gap !== -1) return undefined
    gap = groups.length
    at += 1
  }
  if (gap === -1) return groups.length === 8 ? groups : undefined
  if (groups.length > 7) return undefined
  return groups.toSpliced(gap, 0, ...Array.from({ length: 8 - groups.length }, () => 0))
}

/** The end of the hexadecimal digits from `from`, of which at most five are looked at. */
function endOfGroup(text: string, from: number, end: number): number {
  const limit = Math.min(end, from + 5)
  let at = from
  while (at < limit && isHex(text.charCodeAt(at))) at += 1
  return at
}

function isHex(unit: number): boolean {
  return (unit >= 0x30 && unit <= 0x39) || (unit >= 0x41 && unit <= 0x46) || (unit >= 0x61 && unit <= 0x66)
}
