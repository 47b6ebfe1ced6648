/** The key that seals the audit log's checkpoints. */
import type { KeyObject } from 'node:crypto'
import { subkey } from '../primitives.ts'

/** HMAC-SHA256 key, derived from the root key: the server seals with it, `brevet audit verify` checks with it. */
export const auditKey = (rootKey: KeyObject): KeyObject => subkey(rootKey, 'audit-checkpoint')
