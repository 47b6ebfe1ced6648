import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parsePem } from './pem.ts'

const block = (label: string, body: string) => `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`

describe('PEM', () => {
  test('blocks in order, with CR LF and white space around them', () => {
    const text = ` \r\n${block('A B', 'AAEC\r\nAwQF').replaceAll('\n', '\r\n')}\n\n${block('C', 'AA==')}`
    assert.deepEqual(parsePem(text), [
      { label: 'A B', der: Buffer.from([0, 1, 2, 3, 4, 5]) },
      { label: 'C', der: Buffer.from([0]) },
    ])
  })

  for (const [why, text] of [
    ['nothing', ''],
    ['text before', `text\n${block('C', 'AA==')}`],
    ['text after', `${block('C', 'AA==')}text`],
    ['another label at the end', '-----BEGIN A-----\nAA==\n-----END B-----'],
    ['no end', '-----BEGIN A-----\nAA=='],
    ['no bytes', block('A', '')],
    ['loose base64', block('A', 'AB==')],
    ['base64url', block('A', '-_-_')],
    ['headers', block('A', 'Proc-Type: 4,ENCRYPTED\n\nAA==')],
    ['lower case', block('a', 'AA==')],
  ] as const)
    test(`refuses ${why}`, () => assert.equal(parsePem(text), undefined))
})
