/** The revocation list: every kind ends what it names, and only what is older. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Revocation } from '../domain/entities.ts'
import type { Session } from '../domain/session.ts'
import { revocationIndex } from '../store/revocationCache.ts'
import { isRevoked as isRevokedBy } from './revocation.ts'

const isRevoked = (session: Session, list: readonly Revocation[]): boolean =>
  isRevokedBy(session, revocationIndex(list))

const session: Session = {
  id: 'SESSION',
  accessKeyId: 'ASIAEXAMPLE',
  issuerRegion: 'us-east-1',
  epoch: 'us-east-1/3',
  kind: 'assumedRole',
  issuedAtMs: 1_000,
  expiresAtMs: 9_000,
  accountId: '111122223333',
  principalId: 'AROAEXAMPLE',
  sourceAccessKeyId: 'AKIASOURCE',
  parentSessionId: 'PARENT',
  tags: [],
  chainDepth: 1,
  regionScope: 'v2',
}

const entry = (kind: Revocation['kind'], subject: string, issuedBeforeMs = 1_001): Revocation => ({
  kind,
  subject,
  issuedBeforeMs,
  keepUntilMs: 99_999,
  reason: 'test',
})

describe('isRevoked', () => {
  const facts = [
    ['session', 'SESSION'],
    ['parentSession', 'PARENT'],
    ['principal', 'AROAEXAMPLE'],
    ['accessKey', 'AKIASOURCE'],
    ['account', '111122223333'],
    ['epoch', 'us-east-1/3'],
  ] as const
  for (const [kind, subject] of facts) {
    test(`${kind} ends the session it names`, () => assert.equal(isRevoked(session, [entry(kind, subject)]), true))
    test(`${kind} spares another`, () => assert.equal(isRevoked(session, [entry(kind, 'OTHER')]), false))
    test(`${kind} spares what was issued later`, () =>
      assert.equal(isRevoked(session, [entry(kind, subject, 1_000)]), false))
  }

  test('a subject of one kind does not stand for another', () => {
    assert.equal(isRevoked(session, [entry('session', 'PARENT'), entry('principal', 'SESSION')]), false)
  })

  test('a new list is a new answer', () => {
    assert.equal(isRevoked(session, []), false)
    assert.equal(isRevoked(session, [entry('session', 'SESSION')]), true)
  })
})
