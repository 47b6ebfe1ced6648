/** Long answers, written a piece at a time: the same bytes, and others get their turn. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { REPLY } from '../fixtures/request.ts'
import { loadProtocol } from '../loadProtocol.ts'

const iam = loadProtocol('iam')
const codecOf = (name: string) => iam.operation(name) ?? assert.fail(name)

const role = (n: number) => ({
  Path: '/',
  RoleName: `Role${n}`,
  RoleId: `AROA${n}`,
  Arn: `arn:aws:iam::111122223333:role/Role${n}`,
  CreateDate: 1_700_000_000_000 + n,
  AssumeRolePolicyDocument: '%7B%7D'.repeat(50),
  Description: 'caf\u00e9 \u{1f511} \ud83d <&>',
})
const roles = (count: number) => Array.from({ length: count }, (_, n) => role(n))
const detail = (n: number) => ({ ...role(n), RolePolicyList: [], Tags: [{ Key: 'a', Value: '' }] })

describe('long answers', () => {
  for (const count of [0, 1, 20, 21, 40, 1_000]) {
    test(`a list of ${count} is the same in turns as at once`, async () => {
      const codec = codecOf('ListRoles')
      for (const more of [{ IsTruncated: false }, { IsTruncated: true, Marker: 'a\u0000b' }]) {
        const output = { Roles: roles(count), ...more }
        assert.deepEqual(await codec.encodeInTurns(output, REPLY), codec.encodeOutput(output, REPLY))
        const json = { ...REPLY, json: true }
        assert.deepEqual(await codec.encodeInTurns(output, json), codec.encodeOutput(output, json))
      }
    })
  }

  test('several lists, long and short', async () => {
    const codec = codecOf('GetAccountAuthorizationDetails')
    const output = {
      UserDetailList: [],
      RoleDetailList: Array.from({ length: 300 }, (_, n) => detail(n)),
      Policies: Array.from({ length: 30 }, (_, n) => ({ PolicyName: `P${n}` })),
      IsTruncated: false,
    }
    assert.deepEqual(await codec.encodeInTurns(output, REPLY), codec.encodeOutput(output, REPLY))
  })

  test('others get their turn', async () => {
    let turns = 0
    let going = true
    const count = (): void => {
      turns += 1
      if (going) setImmediate(count)
    }
    setImmediate(count)
    const { body } = await codecOf('ListRoles').encodeInTurns({ Roles: roles(1_000), IsTruncated: false }, REPLY)
    going = false
    assert.ok(turns >= Math.floor(body.length / 100_000), `${turns} turns for ${body.length} bytes`)
  })

  test('what does not fit the model is refused, wherever it stands', async () => {
    const codec = codecOf('ListRoles')
    const wrong = { Roles: [...roles(900), { ...role(1), RoleName: 7 }], IsTruncated: false }
    await assert.rejects(codec.encodeInTurns(wrong, REPLY), TypeError)
    await assert.rejects(codec.encodeInTurns('text', REPLY), TypeError)
  })

  test('operations without an answer', async () => {
    const codec = codecOf('DeleteRole')
    assert.deepEqual(await codec.encodeInTurns({}, REPLY), codec.encodeOutput({}, REPLY))
  })
})
