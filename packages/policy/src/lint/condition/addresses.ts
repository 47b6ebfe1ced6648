/** IP ranges: private ones where only public ones are seen, and ranges that are written oddly. */
import { type Block, contains, parseBlock } from '../../literal/address.ts'
import { replace } from '../fix.ts'
import type { Check, Linting, Rule } from '../rule.ts'
import type { DraftCondition, Text } from '../source/draft.ts'

const OPTION =
  'Not said with the option `privateNetwork`: a Brevet inside a private network does see private addresses.'
const PRIVATE: Rule = {
  code: 'PRIVATE_IP_ADDRESS',
  severity: 'ERROR',
  about: `At AWS, \`aws:SourceIp\` is a public address: private ranges match nothing. Use \`aws:VpcSourceIp\`. ${OPTION}`,
}
const PRIVATE_NOT: Rule = {
  code: 'PRIVATE_NOT_IP_ADDRESS',
  severity: 'ERROR',
  about: `At AWS, \`aws:SourceIp\` is a public address: \`NotIpAddress\` with private ranges is true for everybody. ${OPTION}`,
}
const SUBSET: Rule = {
  code: 'PRIVATE_IP_ADDRESS_SUBSET',
  severity: 'SUGGESTION',
  about: `Private ranges among public ones: at AWS, \`aws:SourceIp\` never matches them. ${OPTION}`,
}
const NOT_SUBSET: Rule = {
  code: 'PRIVATE_NOT_IP_ADDRESS_SUBSET',
  severity: 'SUGGESTION',
  about: `Private ranges among public ones have no effect: at AWS, \`aws:SourceIp\` is a public address. ${OPTION}`,
}
const IMPROVE: Rule = {
  code: 'IMPROVE_IP_RANGE',
  severity: 'SUGGESTION',
  about: 'Bits after the prefix of a range are ignored; write zeros there, so that the range is what it looks like.',
}

/** Rules of IP ranges. */
export const addressCheck: Check = {
  rules: [PRIVATE, PRIVATE_NOT, SUBSET, NOT_SUBSET, IMPROVE],
  statement({ conditions }, linting) {
    for (const condition of conditions) {
      if (condition.operator?.name !== 'IpAddress' && condition.operator?.name !== 'NotIpAddress') continue
      for (const text of condition.texts) improve(text, linting)
      if (condition.lowerKey === 'aws:sourceip' && linting.options.privateNetwork !== true)
        checkPrivate(condition, linting)
    }
  },
}

/** RFC 1918, RFC 4193, loopback and link-local. */
const PRIVATE_BLOCKS: readonly Block[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '127.0.0.0/8',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
  '::1',
].flatMap((text) => parseBlock(text) ?? [])

function isPrivate({ value }: Text): boolean {
  const block = parseBlock(value)
  return block !== undefined && PRIVATE_BLOCKS.some((outer) => outer.bits <= block.bits && contains(outer, block))
}

function checkPrivate(condition: DraftCondition, { report }: Linting): void {
  const { texts, operator } = condition
  const inside = texts.filter(isPrivate)
  if (inside.length === 0) return
  const negated = operator?.name === 'NotIpAddress'
  const hint = 'For private ranges use aws:VpcSourceIp.'
  if (inside.length === texts.length) {
    const rule = negated ? PRIVATE_NOT : PRIVATE
    const message = `aws:SourceIp is a public address at AWS, and all of these are private: the condition is always ${negated ? 'true' : 'false'}. ${hint}`
    report(rule, condition, { message })
    return
  }
  for (const text of inside) {
    const message = `aws:SourceIp is a public address at AWS; the private ${text.value} has no effect. ${hint}`
    report(negated ? NOT_SUBSET : SUBSET, text, { message })
  }
}

function improve(text: Text, { report }: Linting): void {
  const block = parseBlock(text.value)
  if (block === undefined || !text.value.includes('/')) return
  const width = block.version === 4 ? 8 : 16
  const masked = block.groups.map((group, index) => {
    const kept = Math.min(Math.max(block.bits - index * width, 0), width)
    return Math.floor(group / 2 ** (width - kept)) * 2 ** (width - kept)
  })
  if (masked.every((group, index) => group === block.groups[index])) return
  const printed = block.version === 4 ? masked.join('.') : masked.map((group) => group.toString(16)).join(':')
  const better = `${printed}/${block.bits}`
  const message = `The bits after the prefix of ${text.value} are ignored. Write ${better}.`
  report(IMPROVE, text, { message, fix: [replace(text.location, better)] })
}
