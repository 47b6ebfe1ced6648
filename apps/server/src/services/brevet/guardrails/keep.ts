/** Writing guardrails to their place. */
import { GUARDRAIL_NAMES } from '../../../domain/guardrails/settings.ts'
import type { Guardrails } from '../../../domain/guardrails/settings.ts'
import type { Writer } from '../../../store/store.ts'
import type { Place } from './scope.ts'

/** What is to stand there. */
interface Kept {
  readonly accountId: string
  readonly settings: Guardrails
  /** UTC epoch ms. */
  readonly nowMs: number
}

/** Puts `settings` in the place of what stands there; nothing is kept of none. */
export async function keep(
  { id, name, stored }: Place,
  { accountId, settings, nowMs }: Kept,
  { write }: Writer,
): Promise<void> {
  const empty = GUARDRAIL_NAMES.every((one) => settings[one] === undefined)
  if (stored !== undefined && empty) return write.resources.delete('guardrails', id)
  if (stored !== undefined) return write.resources.update('guardrails', id, { facts: { settings } })
  if (empty) return
  const facts = { settings }
  await write.resources.create({
    kind: 'guardrails',
    accountId,
    id,
    name,
    path: '/',
    createdAtMs: nowMs,
    tags: [],
    facts,
  })
}
