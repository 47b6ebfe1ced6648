/** Actions: `vendor:name` with wildcards in the name, or `*`. */
import type { FaultList } from './faults.ts'
import type { Text } from './shape.ts'

/** Source: Service Authorization Reference, "AWS Security Token Service". */
const STS_ACTIONS: ReadonlySet<string> = new Set([
  'assumerole',
  'assumerolewithsaml',
  'assumerolewithwebidentity',
  'assumeroot',
  'decodeauthorizationmessage',
  'getaccesskeyinfo',
  'getcalleridentity',
  'getdelegatedaccesstoken',
  'getfederationtoken',
  'getservicebearertoken',
  'getsessiontoken',
  'getwebidentitytoken',
  'setcontext',
  'setsourceidentity',
  'taggetwebidentitytoken',
  'tagsession',
])

/** Whether it is an action of STS by name, or a pattern of such. */
function isStsAction(action: string): boolean {
  if (!/^sts:/i.test(action)) return false
  const name = action.slice('sts:'.length)
  return name.includes('*') || name.includes('?') || STS_ACTIONS.has(name.toLowerCase())
}

/**
 * Reports an action that AWS refuses. AWS does not trim and does not look at the name: `"s3: GetObject"` is accepted and
 * matches nothing (rule 2.1). Of trust policies it knows the actions by name: `sts:InvalidAction` is refused (recorded from
 * AWS, LocalStack, test_iam_roles, 2026).
 */
export function checkAction(text: Text, faults: FaultList): void {
  const action = text.value
  if (faults.type === 'trust') {
    if (!isStsAction(action)) faults.add('actionNotSts', text, { detail: `"${action}" is not an STS action` })
    return
  }
  if (action === '*') return
  const colon = action.indexOf(':')
  if (colon === -1) {
    faults.add('actionVendorMissing', text, { detail: `"${action}" has no service prefix` })
  } else if (action.includes(':', colon + 1)) {
    faults.add('actionColons', text, { detail: `"${action}" has several colons` })
  } else if (!isVendor(action, colon)) {
    const vendor = action.slice(0, colon)
    faults.add('actionVendor', text, { detail: `"${vendor}" is no service prefix`, quote: vendor })
  }
}

/** Whether the text before `end` is `*`, or letters, digits, dots and hyphens. */
function isVendor(action: string, end: number): boolean {
  if (end === 1 && action.startsWith('*')) return true
  for (let at = 0; at < end; at += 1) {
    const unit = action.charCodeAt(at)
    const letter = (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a)
    if (!letter && !(unit >= 0x30 && unit <= 0x39) && unit !== 0x2d && unit !== 0x2e) return false
  }
  return end > 0
}
