/** Texts that nearly are addresses, numbers, instants or base64: where two readers of them would part. */
import type { Random } from './random.ts'

/** A family of literals: some of them, and the characters that spoil or vary them. */
export interface LiteralFamily {
  readonly samples: readonly string[]
  readonly characters: string
}

export const ADDRESSES: LiteralFamily = {
  samples: [
    '10.0.0.1',
    '255.255.255.255/0',
    '::1',
    '1::8',
    '1:2:3:4:5:6:7:8',
    '1:2:3:4:5:6:1.2.3.4',
    '::ffff:10.0.0.1',
    '2001:db8::/32',
  ],
  characters: '0123456789abcfABF.:/:::.gx ',
}
export const DECIMALS: LiteralFamily = {
  samples: ['10', '-0.50', '+001.200', '0', '.5', '123456789.987654321'],
  characters: '0123456789+-..e 00',
}
export const INSTANTS: LiteralFamily = {
  samples: [
    '2026-03-01T00:00:00Z',
    '2026-03-01T00:00:00.123456789+01:00',
    '9999-12-31T23:59:59.999-23:59',
    '0001-01-01T00:00Z',
    '2024-02-29',
    '0000-02-29',
    '1772323200',
    '2026',
    '2026-03',
  ],
  characters: '0123456789-:TZ+.0-19t',
}
export const DIGESTS: LiteralFamily = {
  samples: ['QUJD', 'QQ==', 'QUI=', 'QUJDQUJD', ''],
  characters: 'ABQgwAEIMQUYcgkosw048+/==-_z\n',
}

/** A sample with up to three characters replaced, added or taken away. */
export function nearLiteral({ samples, characters }: LiteralFamily, random: Random): string {
  let text = random.pick(samples)
  for (let left = random.below(4); left > 0; left -= 1) {
    const at = random.below(text.length + 1)
    const kept = random.below(3)
    const character = kept === 2 ? '' : (characters[random.below(characters.length)] ?? '')
    text = text.slice(0, at) + character + text.slice(kept === 1 ? at : at + 1)
  }
  return text
}
