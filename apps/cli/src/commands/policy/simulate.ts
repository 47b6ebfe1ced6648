/** brevet policy simulate: would these requests be allowed? By policy files, or by what a server has of a principal. */
import { CALL_OPTIONS } from '../../client/endpoint.ts'
import { UsageError } from '../../command.ts'
import type { Arguments, Command, Terminal } from '../../command.ts'
import { namesFiles, readScene, SCENE_OPTIONS } from './scene.ts'
import { simulatedTable, type SimulatedRequest } from './simulated.ts'
import { decideScene, shownDecision } from './simulateHere.ts'
import { askServer, shownResult } from './simulateThere.ts'

interface Outcome {
  readonly requests: readonly SimulatedRequest[]
  /** What `--json` prints. */
  readonly whole: unknown
}

async function here(given: Arguments, terminal: Terminal): Promise<Outcome> {
  const called = CALL_OPTIONS.find(({ flag }) => given.values.has(flag))
  if (called !== undefined)
    throw new UsageError(`--${called.flag} has no meaning with policy files: they are simulated here, without a server`)
  const decided = decideScene(await readScene(given, terminal))
  return { requests: decided.map(shownDecision), whole: decided }
}

async function there(given: Arguments, terminal: Terminal): Promise<Outcome> {
  if (!given.values.has('principal'))
    throw new UsageError('name policy files (--identity FILE, ...), or with --principal whose policies a server has')
  const EvaluationResults = await askServer({ given, terminal })
  return { requests: EvaluationResults.flatMap(shownResult), whole: { EvaluationResults } }
}

/** Exit code 0 where every request is allowed, 1 where one is not or the simulation failed, 2 for wrong usage. */
export const simulate: Command = {
  name: 'policy simulate',
  summary: 'Say whether requests would be allowed, and by which statement.',
  options: [...SCENE_OPTIONS, { flag: 'json', description: 'Decisions as JSON instead of a table.' }, ...CALL_OPTIONS],
  notes: [
    'With policy files the decision is made here, by them alone. Without, --principal names a user, group or role, and the',
    'server is asked with SimulatePrincipalPolicy: its policies, boundary and service control policies as they are in force.',
    'Exit status: 0 every request is allowed, 1 one is not (or the simulation failed), 2 wrong usage.',
    '',
    'brevet policy simulate --identity app.json --action s3:GetObject --resource arn:aws:s3:::logs/2026/01',
    'brevet policy simulate --principal arn:aws:iam::111122223333:role/Deploy --action sts:AssumeRole,iam:PassRole',
  ],
  async run(given, terminal) {
    const { requests, whole } = await (namesFiles(given) ? here : there)(given, terminal)
    terminal.out(given.switches.has('json') ? `${JSON.stringify(whole, null, 4)}\n` : simulatedTable(requests))
    return requests.every(({ decision }) => decision === 'allowed') ? 0 : 1
  },
}
