/** Calls of Brevet's own service, which speaks restJson. Source: apps/server/models/brevet.json. */
import { CommandError } from '../command.ts'
import { CREDENTIAL_STEPS, type NextSteps } from './nextSteps.ts'
import { type Answer, type Caller, signedPost } from './signedPost.ts'

type Json = Readonly<Record<string, unknown>>

/** Posts `input` to `path` and answers the output. Throws CommandError for refusals and for servers that cannot be reached. */
export async function callBrevet(
  path: string,
  input: Json,
  { caller, next }: { readonly caller: Caller; readonly next: NextSteps },
): Promise<Json> {
  const headers = [['content-type', 'application/json']] as const
  const body = Buffer.from(JSON.stringify(input))
  const answer = await signedPost({ service: 'brevet', target: path, headers, body }, caller)
  const output = parsed(answer)
  if (answer.status === 200) return output
  const code = typeof output['__type'] === 'string' ? output['__type'] : `HTTP ${answer.status}`
  const message = typeof output['message'] === 'string' ? output['message'] : 'the server gave no reason'
  // A permission is what was missing where no policy gives it; a rule, or a policy that denies, is told by the message.
  const isHelpful = code !== 'AccessDeniedException' || /not authorized to perform: .* because no /.test(message)
  throw new CommandError(`${code}: ${message}`, isHelpful ? (next.get(code) ?? CREDENTIAL_STEPS.get(code)) : undefined)
}

function parsed({ text }: Answer): Json {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Json) : {}
  } catch {
    return {}
  }
}
