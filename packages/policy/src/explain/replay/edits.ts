/** Changed policies, remembered: a denial that comes again finds its replays compiled. */

/** Changed versions kept of one document or statement; they go with it. */
const MAX_EDITS = 32

/** What has been made of documents or statements, by the name of the change. */
export class Edits<Original extends object, Made> {
  readonly #known: WeakMap<Original, Map<string, Made>> = new WeakMap<Original, Map<string, Made>>()

  /** What `make` makes of `original`; `name` says how, within it. */
  of(original: Original, name: string, make: () => Made): Made {
    let edits = this.#known.get(original)
    if (edits === undefined) {
      edits = new Map()
      this.#known.set(original, edits)
    }
    const found = edits.get(name)
    if (found !== undefined) return found
    if (edits.size === MAX_EDITS) edits.clear()
    const made = make()
    edits.set(name, made)
    return made
  }
}
