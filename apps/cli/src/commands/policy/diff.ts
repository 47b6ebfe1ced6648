/** brevet policy diff: what access does a new version of a policy give that the old one did not? */
import type { PolicyDocument, PolicyType } from '@brevet/policy'
import type { Analysis } from '@brevet/policy/analysis'
import { CommandError, UsageError } from '../../command.ts'
import type { Arguments, Command, ExitCode, Terminal } from '../../command.ts'
import { analysisJson, analysisText, type Compared } from './compared.ts'
import { readPolicyFile } from './policyFile.ts'

const TYPES: readonly PolicyType[] = ['identity', 'trust', 'resource', 'session', 'boundary', 'scp', 'rcp']

function typeOf(given: Arguments): PolicyType {
  const text = given.values.get('type') ?? 'identity'
  const type = TYPES.find((one) => one === text)
  if (type === undefined) throw new UsageError(`--type must be one of: ${TYPES.join(', ')}`)
  return type
}

function budgetOf(given: Arguments): { readonly budget?: number } {
  const text = given.values.get('budget')
  if (text === undefined) return {}
  if (!/^[1-9][0-9]{0,11}$/.test(text)) throw new UsageError('--budget is a number of steps, 1000000 for instance')
  return { budget: Number(text) }
}

/** The two files. A file that is no policy is no answer to the question, so it is wrong usage: exit status 1 means access. */
function readBoth(given: Arguments, terminal: Terminal): readonly [old: Compared, new_: Compared] {
  const [oldPath, newPath, ...more] = given.rest
  if (oldPath === undefined || newPath === undefined || more.length > 0)
    throw new UsageError('name two policy files: the old one and the new one')
  const type = typeOf(given)
  const read = (path: string): Compared => {
    try {
      const { document } = readPolicyFile(path, type, terminal).source
      // What was just parsed is readable.
      return { path, document: document as PolicyDocument }
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      throw new UsageError(`${error.message}${error.next === undefined ? '' : `\n${error.next}`}`)
    }
  }
  return [read(oldPath), read(newPath)]
}

const EXIT: Readonly<Record<Analysis['answer'], ExitCode>> = { proved: 0, counterexample: 1, unknown: 2 }

/** Exit code 0 where it is proved that there is no new access, 1 where there is, 2 where it is unknown or usage is wrong. */
export const diff: Command = {
  name: 'policy diff',
  summary: 'Prove that a new version of a policy gives no new access, or show a request that it newly allows.',
  operands: 'OLD NEW',
  options: [
    { flag: 'type', placeholder: 'TYPE', description: `${TYPES.join(', ')} (default identity).` },
    { flag: 'both', description: 'Also say what the old version allows and the new one does not.' },
    {
      flag: 'budget',
      placeholder: 'STEPS',
      description: 'Work to spend on each direction (default 500000, about 50 ms).',
    },
    { flag: 'json', description: 'The answer as JSON.' },
  ],
  notes: [
    'Every example is a request that was put to the policy engine: NEW allows it, OLD does not, all other policies being open.',
    'A proof holds for all requests, whatever their action, resource, caller and context.',
    'Exit status: 0 proved none, 1 there is new access, 2 unknown, or wrong usage. --both does not change it.',
    '',
    'brevet policy diff deploy.json deploy.new.json',
    'brevet policy diff --type trust --both old.json new.json',
  ],
  async run(given, terminal) {
    const [before, after] = readBoth(given, terminal)
    const options = budgetOf(given)
    // The analysis knows all of AWS's actions: only commands that need it load it.
    const { checkNoNewAccess, ...words } = await import('@brevet/policy/analysis')
    const gained = checkNoNewAccess(before.document, after.document, options)
    const lost = given.switches.has('both') ? checkNoNewAccess(after.document, before.document, options) : undefined
    if (given.switches.has('json')) {
      const whole = {
        gained: analysisJson(gained, { by: after, than: before }, words),
        ...(lost === undefined ? {} : { lost: analysisJson(lost, { by: before, than: after }, words) }),
      }
      terminal.out(`${JSON.stringify(whole, null, 4)}\n`)
    } else {
      terminal.out(analysisText(gained, { direction: 'gained', by: after, than: before }, words))
      if (lost !== undefined) terminal.out(analysisText(lost, { direction: 'lost', by: before, than: after }, words))
    }
    return EXIT[gained.answer]
  },
}
