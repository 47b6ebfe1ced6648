/** A value that must not be printed. */

const HIDDEN = '[secret]'

/** Holds a secret text so that logging, JSON and string conversion show `[secret]`. Only `reveal()` gives the text. */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** The secret itself. Call it only where the bytes are used or first handed to their owner. */
  reveal(): string {
    return this.#text
  }

  toString(): string {
    return HIDDEN
  }

  toJSON(): string {
    return HIDDEN
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return HIDDEN
  }
}

/**
 * Encrypts long-lived secrets before they reach SQL. `context` binds a ciphertext to its row (for example
 * `accesskey/AKIA...`): a ciphertext moved to another row does not open. `open` throws on anything that was not made by
 * `seal` with the same context.
 */
export interface SecretBox {
  seal(plaintext: Uint8Array, context: string): Uint8Array
  open(ciphertext: Uint8Array, context: string): Uint8Array
}
