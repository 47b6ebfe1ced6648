/** brevet policy explain: why policy files allow or deny a request, and what would change that. */
import { explain as explainRequest, renderExplanation } from '@brevet/policy'
import type { Command } from '../../command.ts'
import { readScene, SCENE_OPTIONS } from './scene.ts'

/** Exit code 0 where every request is allowed, 1 where one is not, 2 for wrong usage. */
export const explain: Command = {
  name: 'policy explain',
  summary: 'Show why policy files allow or deny a request: layer by layer, with what would have allowed it.',
  options: [...SCENE_OPTIONS, { flag: 'json', description: 'The explanations as JSON instead of trees.' }],
  notes: [
    'The decision is made here, by the files alone. `brevet explain` explains a request that a server has answered.',
    'Exit status: 0 every request is allowed, 1 one is not, 2 wrong usage.',
    '',
    'brevet policy explain --identity app.json --action s3:GetObject --resource arn:aws:s3:::logs/2026/01',
    'brevet policy explain --trust-policy trust.json --principal arn:aws:iam::111122223333:user/ann --action sts:AssumeRole',
  ],
  async run(given, terminal) {
    const scene = await readScene(given, terminal)
    const explained = scene.actions.flatMap((action) =>
      scene.resources.map((resource) => ({
        action,
        resource,
        explanation: explainRequest(scene.request(action, resource)),
      })),
    )
    const caller = given.values.get('principal') ?? 'whoever the policies stand at'
    const trees = explained.map(({ action, resource, explanation }) =>
      renderExplanation(explanation, {
        subject: { caller, action, resource },
        textOf: ({ policyId }) => scene.texts.get(policyId),
      }),
    )
    terminal.out(given.switches.has('json') ? `${JSON.stringify(explained, null, 4)}\n` : trees.join('\n'))
    return explained.every(({ explanation }) => explanation.allowed) ? 0 : 1
  },
}
