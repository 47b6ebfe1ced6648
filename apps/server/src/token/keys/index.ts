/** Key material as commands beside the server need it. */
import type { KeyObject } from 'node:crypto'
import type { Random } from '../../runtime/random.ts'
import { envRootKey, fileRootKey } from './rootKey.ts'

export { auditKey } from './auditKey.ts'

/** The root key: from `given` (BREVET_ROOT_KEY) where that is set, else from the file at `path`, which is made where it is missing. */
export function rootKeyOf(path: string, given: string | undefined, random: Random): Promise<KeyObject> {
  return (given === undefined || given === '' ? fileRootKey({ path, random }) : envRootKey(given)).load()
}
