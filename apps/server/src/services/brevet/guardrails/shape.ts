/** Guardrails as the wire has them: session durations in a map of their own. */
import { ServiceError } from '../../../domain/errors.ts'
import {
  isGuardrail,
  LIMITED_SESSIONS,
  noSuchGuardrail,
  sessionLimitName,
  settingFault,
  SWITCHES,
} from '../../../domain/guardrails/settings.ts'
import type { GuardrailName, Guardrails } from '../../../domain/guardrails/settings.ts'
import type { GuardrailsInForce, GuardrailScope } from '../../../domain/guardrails/guardrails.ts'
import type { GuardrailsDescription, GuardrailSettings } from '../../../protocol/types/brevet.generated.ts'

const invalid = (message: string): ServiceError => new ServiceError('ValidationException', message)

/** The settings of a request by name; `false` for a switch that is to be off. */
const requested = ({ maxSessionDuration, ...others }: GuardrailSettings): readonly (readonly [string, unknown])[] => [
  ...[...(maxSessionDuration ?? [])].map(([kind, seconds]) => [`maxSessionDuration.${kind}`, seconds] as const),
  ...Object.entries(others),
]

/** `before` with the settings of a request in their places; a switch that is `false` is taken away. Throws ValidationException. */
export function changed(before: Guardrails, input: GuardrailSettings): Guardrails {
  const settings = new Map<string, unknown>(Object.entries(before))
  const given = requested(input)
  if (given.length === 0) throw invalid('Name at least one guardrail. What is left out stays as it is.')
  for (const [name, value] of given) {
    if (value === false) settings.delete(name)
    else settings.set(name, value)
    const fault = value === false ? undefined : settingFault(name, value)
    if (fault !== undefined) throw invalid(fault)
  }
  return Object.fromEntries(settings)
}

/** `before` without these. Throws ValidationException for a name that no guardrail has. */
export function without(before: Guardrails, names: readonly string[]): Guardrails {
  const settings = new Map<string, unknown>(Object.entries(before))
  for (const name of names) {
    if (!isGuardrail(name)) throw invalid(noSuchGuardrail(name))
    settings.delete(name)
  }
  return Object.fromEntries(settings)
}

/** Settings for an answer. */
function shown(settings: Guardrails): GuardrailSettings {
  const durations = LIMITED_SESSIONS.flatMap((kind) => {
    const seconds = settings[sessionLimitName(kind)]
    return seconds === undefined ? [] : [[kind, seconds] as const]
  })
  const switches = SWITCHES.filter((name) => settings[name] === true).map((name) => [name, true] as const)
  const { maxAccessKeyAge } = settings
  return {
    ...(durations.length === 0 ? {} : { maxSessionDuration: new Map<string, number>(durations) }),
    ...(maxAccessKeyAge === undefined ? {} : { maxAccessKeyAge }),
    ...Object.fromEntries(switches),
  }
}

/** What is set in one place, and what holds in the account with where each setting comes from. */
export function described(
  place: { readonly scope: GuardrailScope; readonly accountId: string; readonly settings: Guardrails },
  inForce: GuardrailsInForce,
): GuardrailsDescription {
  const { accountId, scope, settings } = place
  return {
    scope,
    accountId,
    guardrails: shown(settings),
    inForce: shown(inForce.settings),
    sources: new Map<GuardrailName, GuardrailScope>(inForce.sources),
  }
}
