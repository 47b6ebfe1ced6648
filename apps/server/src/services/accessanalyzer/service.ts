/** IAM Access Analyzer, as far as it judges policies: nothing here looks at what is stored. */
import type { Service } from '../operation.ts'
import { checkAccessNotGranted } from './checkAccessNotGranted.ts'
import { checkNoNewAccess } from './checkNoNewAccess.ts'
import { checkNoPublicAccess } from './checkNoPublicAccess.ts'
import { validatePolicy } from './validatePolicy.ts'

/** Source: models/accessanalyzer.json; the event source: EventBridge event reference, "IAM Access Analyzer events". */
export const accessAnalyzer: Service = {
  signingName: 'access-analyzer',
  model: 'accessanalyzer',
  eventSource: 'access-analyzer.amazonaws.com',
  operations: [checkAccessNotGranted, checkNoNewAccess, checkNoPublicAccess, validatePolicy],
}
