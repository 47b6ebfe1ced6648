/** Quotas are kept though they are not counted each time. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ServiceError } from '../../domain/errors.ts'
import { QUOTAS } from '../../domain/quotas.ts'
import { AccountQuotas } from './accountQuotas.ts'

const LIMIT = QUOTAS.RolesPerAccount
const full = (error: unknown): boolean =>
  error instanceof ServiceError &&
  error.code === 'LimitExceeded' &&
  error.message === `Cannot exceed quota for RolesPerAccount: ${LIMIT}`

describe('account quotas', () => {
  for (const start of [LIMIT - 1, LIMIT - 2, LIMIT - 3, LIMIT - 100, LIMIT - 5_000])
    test(`${LIMIT - start} more fit, and not one beyond`, async () => {
      const quotas = new AccountQuotas()
      let present = start
      let counted = 0
      const count = (): Promise<number> => {
        counted += 1
        return Promise.resolve(present)
      }
      const create = async (): Promise<void> => {
        await quotas.check('RolesPerAccount', 'a', count)
        present += 1
      }
      for (let n = start; n < LIMIT; n += 1) await create()
      await assert.rejects(create(), full)
      assert.equal(present, LIMIT)
      assert.ok(counted < 20, `counted ${counted} times`)
    })

  test('what is deleted makes room; accounts and quotas have their own', async () => {
    const quotas = new AccountQuotas()
    const check = (account: string, present: number) =>
      quotas.check('RolesPerAccount', account, () => Promise.resolve(present))
    await check('a', 0)
    await assert.rejects(check('b', LIMIT), full)
    await assert.rejects(quotas.check('UsersPerAccount', 'a', () => Promise.resolve(QUOTAS.UsersPerAccount)))
    await check('b', LIMIT - 1)
    await assert.rejects(check('b', LIMIT), full)
  })
})
