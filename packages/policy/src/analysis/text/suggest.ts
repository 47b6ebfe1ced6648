/** What people would write where a pattern has wildcards: examples that read like policies, to be tried before any search. */
import { ANY, COLON, FOLD, type Glob, isFold, isStar, SEGMENT_ANY, spell, textOf, type Word } from './glob.ts'

/** What to put for a star, by the number of colons before it. */
type Fillings = (colons: number) => string

const PLAIN: readonly Fillings[] = [() => 'example', () => '1', () => '']

/** Words of a pattern with plain fillings; variables stay. */
export function suggestTexts(glob: Glob): readonly Word[] {
  return PLAIN.map((filling) => fill(glob, filling))
}

const ARN_PARTS = ['arn', 'aws', 's3', 'us-east-1', '111122223333']
const WITH_PLACE: Fillings = (colons) => ARN_PARTS[colons] ?? 'example'
const WITHOUT_PLACE: Fillings = (colons) => (colons > 2 && colons < 5 ? '' : WITH_PLACE(colons))
const WHOLE: readonly Word[] = [
  'arn:aws:s3:::example-bucket/example',
  'arn:aws:ec2:us-east-1:111122223333:instance/i-1',
].map(spell)

/** The same for resources and other ARNs: a star that ends the pattern early stands for the segments that are missing. */
export function suggestArns(glob: Glob): readonly Word[] {
  if (glob.length === 1 && isStar(glob[0] ?? 0)) return WHOLE
  // Buckets have neither region nor account in their ARN; nearly everything else has both.
  const isBucket = textOf(fill(glob, WITH_PLACE), () => '').split(':')[2] === 's3'
  return (isBucket ? [WITHOUT_PLACE, WITH_PLACE] : [WITH_PLACE, WITHOUT_PLACE]).map((filling) => {
    const word = fill(glob, filling)
    const missing = 5 - word.filter((letter) => letter === COLON).length
    if (missing <= 0 || !isStar(glob.at(-1) ?? 0)) return word
    const parts = Array.from({ length: missing }, (_, index) => filling(6 - missing + index))
    return [...word, ...spell(`:${parts.join(':')}`)]
  })
}

const LETTER = 0x78

function fill(glob: Glob, filling: Fillings): Word {
  const word: number[] = []
  let colons = 0
  for (const symbol of glob) {
    if (symbol === COLON) colons += 1
    if (isStar(symbol)) word.push(...spell(filling(colons)))
    else if (symbol === ANY || symbol === SEGMENT_ANY) word.push(LETTER)
    else word.push(isFold(symbol) ? symbol - FOLD : symbol)
  }
  return word
}
