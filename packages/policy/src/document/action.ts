/** Actions: `vendor:name` with wildcards in the name, or `*`. */
import type { FaultList } from './faults.ts'
import type { Text } from './shape.ts'

const VENDOR = /^(?:[a-zA-Z0-9.-]+|\*)$/

/**
 * Reports an action that AWS refuses. AWS does not trim and does not look at the name: `"s3: GetObject"` is accepted and
 * matches nothing (rule 2.1).
 */
export function checkAction(text: Text, faults: FaultList): void {
  const action = text.value
  if (faults.type === 'trust') {
    if (!/^sts:/i.test(action)) faults.add('actionNotSts', text, { detail: `"${action}" is not an STS action` })
    return
  }
  if (action === '*') return
  const [vendor = '', ...rest] = action.split(':')
  if (rest.length === 0) faults.add('actionVendorMissing', text, { detail: `"${action}" has no service prefix` })
  else if (rest.length > 1) faults.add('actionColons', text, { detail: `"${action}" has several colons` })
  else if (!VENDOR.test(vendor))
    faults.add('actionVendor', text, { detail: `"${vendor}" is no service prefix`, quote: vendor })
}
