/** Makes an account's credential report, a few users at a time, so that nothing else waits for it. */
import { othersTurns } from '../../../runtime/othersTurns.ts'
import type { Reader } from '../../../store/store.ts'
import { COLUMNS, line, rootRow, userRow } from './reportRow.ts'

/** Users between which others get their turn. */
const AT_ONCE = 10

/** The report's text: CSV without a newline at its end, the root user first, then the users in the order of their names. */
export async function makeReport(accountId: string, store: Reader): Promise<string> {
  const account = await store.accounts.byId(accountId)
  const lines = [line(COLUMNS)]
  if (account !== undefined) lines.push(line(await rootRow(account, store)))
  let after: string | undefined
  do {
    const page = await store.users.list(accountId, { limit: AT_ONCE, ...(after === undefined ? {} : { after }) })
    for (const user of page.items) lines.push(line(await userRow(user, store)))
    after = page.next
    await othersTurns()
  } while (after !== undefined)
  return lines.join('\n')
}
