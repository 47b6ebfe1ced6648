/** What the commands on guardrails share: their options, the calls, the next steps. */
import type { Arguments, Option } from '../../command.ts'
import { CALL_OPTIONS } from '../../client/endpoint.ts'
import { callBrevet } from '../../client/callBrevet.ts'
import type { NextSteps } from '../../client/nextSteps.ts'
import type { Caller } from '../../client/signedPost.ts'

type Json = Readonly<Record<string, unknown>>

/** Options of every command on guardrails. */
export const GUARDRAIL_OPTIONS: readonly Option[] = [
  {
    flag: 'organization',
    description: 'The default of all accounts of the organization (from its management account only).',
  },
  { flag: 'json', description: "The server's answer as JSON." },
  ...CALL_OPTIONS,
]

/** What the server calls the place that the options name. */
export const scopeOf = ({ switches }: Arguments): 'ACCOUNT' | 'ORGANIZATION' =>
  switches.has('organization') ? 'ORGANIZATION' : 'ACCOUNT'

const nextSteps = (operation: string): NextSteps =>
  new Map([
    ['AccessDeniedException', `It takes the permission brevet:${operation}.`],
    ['UnknownOperationException', 'The server is older than this command and has no guardrails.'],
  ])

/** Calls Get-, Put- or DeleteGuardrails on the place that the options name. Throws CommandError. */
export const callGuardrails = (verb: 'Get' | 'Put' | 'Delete', input: Json, caller: Caller): Promise<Json> =>
  callBrevet(
    `/guardrails/${verb.toLowerCase()}`,
    { ...input, scope: scopeOf(caller.given) },
    { caller, next: nextSteps(`${verb}Guardrails`) },
  )
