/** Something remembered about an object for as long as the object lives, and kept in the object itself. */

/** Its constructor answers with the object that it is given; a class that extends it adds its private fields to that object. */
// oxlint-disable-next-line typescript/no-extraneous-class -- a constructor is all it needs
class Given {
  constructor(object: object) {
    return object
  }
}

/**
 * A WeakMap from objects to what is known of each, in all but cost: the garbage collector has no table to keep. Private names
 * can be added to any object, frozen ones too, and neither code nor comparison outside this file can see them.
 */
export class Attachment<Value> {
  readonly #get: (object: object) => Value | undefined
  readonly #set: (object: object, value: Value) => void

  constructor() {
    class Attached extends Given {
      #value: Value

      constructor(object: object, value: Value) {
        super(object)
        this.#value = value
      }

      static get(object: object): Value | undefined {
        return #value in object ? object.#value : undefined
      }

      static set(object: object, value: Value): void {
        if (#value in object) object.#value = value
        else void new Attached(object, value)
      }
    }
    this.#get = (object): Value | undefined => Attached.get(object)
    this.#set = (object, value): void => Attached.set(object, value)
  }

  /** What is known of `object`. */
  get(object: object): Value | undefined {
    return this.#get(object)
  }

  /** Remembers `value` about `object`, in place of what was known. */
  set(object: object, value: Value): void {
    this.#set(object, value)
  }
}
