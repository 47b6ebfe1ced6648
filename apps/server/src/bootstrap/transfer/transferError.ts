/** What a person can do something about. */

/** A file or a directory is not as an import or export needs it. `problems` are its reasons, one line each, where there are several. */
export class TransferError extends Error {
  override readonly name = 'TransferError'
  readonly problems: readonly string[]

  constructor(message: string, problems: readonly string[] = []) {
    super(message)
    this.problems = problems
  }
}
