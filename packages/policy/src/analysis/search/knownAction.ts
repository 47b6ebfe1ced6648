/** Examples speak of actions that exist, where one fits. */
import { actionsMatching, findAction } from '../../data/index.ts'
import type { Budget } from '../budget.ts'
import { type Glob, matchesWord, spell, type Word } from '../text/glob.ts'
import type { TextProblem } from '../text/solveText.ts'

/** Everybody knows what these do. */
const FAMILIAR: readonly string[] = [
  's3:GetObject',
  's3:PutObject',
  'sts:AssumeRole',
  'iam:CreateUser',
  'iam:PassRole',
  'ec2:RunInstances',
  'lambda:InvokeFunction',
  'dynamodb:GetItem',
  'kms:Decrypt',
  'sqs:SendMessage',
].map((action) => action.toLowerCase())

/** Known actions tried before one that nobody knows is taken. */
const TRIES = 600

/** An action of the problem that AWS has, in lower case. */
export function knownAction({ inside, outside }: TextProblem, budget: Budget): Word | undefined {
  const fits = (word: Word): boolean =>
    inside.every((union) => union.some((glob) => matchesWord(glob, word))) &&
    !outside.some((glob) => matchesWord(glob, word))
  let tries = 0
  for (const action of candidates(inside)) {
    budget.spend(1)
    const word = spell(action)
    if (fits(word)) return word
    tries += 1
    if (tries > TRIES) return undefined
  }
  return undefined
}

function* candidates(inside: TextProblem['inside']): Iterable<string> {
  const exact = inside.flatMap((union) => union.filter((glob) => glob.every((symbol) => symbol >= 0)))
  for (const glob of exact) yield String.fromCodePoint(...glob)
  yield* FAMILIAR
  for (const union of inside)
    for (const glob of union) {
      const text = patternText(glob)
      if (text === undefined || text === '*') continue
      for (const { id } of actionsMatching(text)) yield id.toLowerCase()
    }
}

/** The pattern as a policy writes it, if it is of the kind that policies write. */
function patternText(glob: Glob): string | undefined {
  if (glob.some((symbol) => symbol < -2)) return undefined
  return glob.map((symbol) => (symbol === -2 ? '*' : symbol === -1 ? '?' : String.fromCodePoint(symbol))).join('')
}

/** The action as AWS spells it, or as one of `spellings` does. */
export function spellAction(action: string, spellings: readonly string[]): string {
  return findAction(action)?.id ?? spellings.find((one) => one.toLowerCase() === action) ?? action
}
