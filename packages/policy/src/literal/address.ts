/** IP addresses and CIDR blocks in every textual form, compared as numbers (rule 2.2). */

/** `groups`: four bytes, or eight 16-bit groups; `bits`: prefix length. IPv4 and IPv6 never meet, mapped forms included. */
export interface Block {
  readonly version: 4 | 6
  readonly groups: readonly number[]
  readonly bits: number
}

const BYTE = /^(?:0|[1-9][0-9]{0,2})$/
const GROUP = /^[0-9A-Fa-f]{1,4}$/
const PREFIX = /^(?:0|[1-9][0-9]{0,2})$/

/** Reads `address[/prefix]`; no prefix means the single address. Undefined if it is neither version. */
export function parseBlock(text: string): Block | undefined {
  const slash = text.indexOf('/')
  const address = slash === -1 ? text : text.slice(0, slash)
  const four = parseFour(address)
  const groups = four ?? parseSix(address)
  if (groups === undefined) return undefined
  const width = four === undefined ? 128 : 32
  const prefix = slash === -1 ? String(width) : text.slice(slash + 1)
  if (!PREFIX.test(prefix) || Number(prefix) > width) return undefined
  return { version: four === undefined ? 6 : 4, groups, bits: Number(prefix) }
}

/** Reads a bare address: a block without a slash. */
export function parseAddress(text: string): Block | undefined {
  return text.includes('/') ? undefined : parseBlock(text)
}

/** Whether `address` lies in `block`. */
export function contains(block: Block, address: Block): boolean {
  if (block.version !== address.version) return false
  const width = block.version === 4 ? 8 : 16
  return block.groups.every((group, index) => {
    const compared = Math.min(Math.max(block.bits - index * width, 0), width)
    const ignored = 2 ** (width - compared)
    return Math.floor(group / ignored) === Math.floor((address.groups[index] ?? -1) / ignored)
  })
}

function parseFour(text: string): number[] | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => BYTE.test(part) && Number(part) < 256)) return undefined
  return parts.map(Number)
}

function parseSix(text: string): number[] | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = parseGroups(halves[0] ?? '', halves.length === 1)
  const tail = halves.length === 2 ? parseGroups(halves[1] ?? '', true) : []
  if (head === undefined || tail === undefined) return undefined
  const missing = 8 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  return [...head, ...Array.from({ length: missing }, () => 0), ...tail]
}

/** Colon-separated groups; the last may be an IPv4 address where the text ends. */
function parseGroups(text: string, atEnd: boolean): number[] | undefined {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    const four = atEnd && index === parts.length - 1 ? parseFour(part) : undefined
    if (four !== undefined) {
      const [a = 0, b = 0, c = 0, d = 0] = four
      groups.push(a * 256 + b, c * 256 + d)
    } else if (GROUP.test(part)) groups.push(Number.parseInt(part, 16))
    else return undefined
  }
  return groups
}
