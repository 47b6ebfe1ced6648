/** Key material as commands beside the server need it. */
import type { KeyObject } from 'node:crypto'
import type { Random } from '../../runtime/random.ts'
import { newBox } from '../secretBox.ts'
import { envRootKey, fileRootKey } from './rootKey.ts'
import { requireAuthorityOpens } from './signingKeys.ts'

export { auditKey } from './auditKey.ts'

/**
 * Throws where `rootKey` is not the one that the keys in `directory` are wrapped under: what is sealed under another one
 * can be read by no server that runs there. A directory without keys goes with any.
 */
export const requireKeysUnder = (rootKey: KeyObject, directory: string, random: Random): void =>
  requireAuthorityOpens({ directory, box: newBox(rootKey, 'signing-keys', random) })

/** The root key: from `given` (BREVET_ROOT_KEY) where that is set, else from the file at `path`, which is made where it is missing. */
export function rootKeyOf(path: string, given: string | undefined, random: Random): Promise<KeyObject> {
  return (given === undefined || given === '' ? fileRootKey({ path, random }) : envRootKey(given)).load()
}
