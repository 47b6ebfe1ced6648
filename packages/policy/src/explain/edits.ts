/** Changed documents, remembered: a denial that comes again finds its replays compiled. */
import type { PolicyDocument } from '../types.ts'

/** Changed versions kept of one document; they go with it. */
const MAX_EDITS = 32

const known = new WeakMap<PolicyDocument, Map<string, PolicyDocument>>()

/** The document that `make` makes of `document`; `name` says how, within it. */
export function edited(document: PolicyDocument, name: string, make: () => PolicyDocument): PolicyDocument {
  let edits = known.get(document)
  if (edits === undefined) {
    edits = new Map()
    known.set(document, edits)
  }
  const found = edits.get(name)
  if (found !== undefined) return found
  if (edits.size === MAX_EDITS) edits.clear()
  const made = make()
  edits.set(name, made)
  return made
}
