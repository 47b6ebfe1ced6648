/** Stored policy texts, parsed once. */
import { hash } from 'node:crypto'
import { readStoredPolicy } from '@brevet/policy'
import type { PolicyDocument, PolicySource, PolicyType, UnreadablePolicy } from '@brevet/policy'

/** Texts kept parsed. A text is at most a few KB; the store's caches hold the same strings. */
const MAX_DOCUMENTS = 20_000

const parsed = new Map<PolicyType, Map<string, PolicyDocument | UnreadablePolicy>>()

/** The text of each document that `readStored` made. */
const texts = new WeakMap<PolicyDocument | UnreadablePolicy, string>()

/**
 * The document of a stored text. A text that no longer parses is unreadable, which the engine treats as denying
 * everything in its layer: damage never widens access (POL-07).
 */
export function readStored(text: string, type: PolicyType): PolicyDocument | UnreadablePolicy {
  const ofType = parsed.get(type) ?? new Map<string, PolicyDocument | UnreadablePolicy>()
  parsed.set(type, ofType)
  const known = ofType.get(text)
  if (known !== undefined) return known
  const document = readStoredPolicy(text, type)
  const [oldest] = ofType.keys()
  if (ofType.size >= MAX_DOCUMENTS && oldest !== undefined) ofType.delete(oldest)
  ofType.set(text, document)
  texts.set(document, text)
  return document
}

/** A policy that is missing although something names it: unreadable, so that its layer denies. */
export const missingPolicy = (id: string): PolicySource => ({ id, document: { unreadable: `${id} does not exist` } })

/** Base64url characters of a fingerprint that are kept: 132 bits. */
const FINGERPRINT_LENGTH = 22

/** Names a policy text by its content: the beginning of its SHA-256, base64url. Who keeps it can tell later whether the text is the same. */
export const fingerprint = (text: string): string => hash('sha256', text, 'base64url').slice(0, FINGERPRINT_LENGTH)

/** The fingerprint of the text that a document was read from; undefined for policies that have none (missing ones). */
export function fingerprintOf(document: PolicyDocument | UnreadablePolicy): string | undefined {
  const text = texts.get(document)
  return text === undefined ? undefined : fingerprint(text)
}
