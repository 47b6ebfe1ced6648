/**
 * What AWS's own managed policies still name although the Service Authorization Reference does not list it (any more):
 * policies that were right when they were written are not called wrong. Read off the 1,485 documents in moto 5.2.
 */

/** Services that AWS has ended, and one it has not published. */
const SERVICES: ReadonlySet<string> = new Set([
  'deepcomposer',
  'deeplens',
  'deepracer',
  'elastic-inference',
  'iot1click',
  'sagemaker-unified-studio-mcp',
  'zocalo',
])

/** Actions of services that go on, by service, lower case. */
const ACTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['cloud9', ['validateenvironmentname']],
  [
    'cloudhsm',
    [
      'createlunaclient',
      'deletelunaclient',
      'describehapg',
      'describelunaclient',
      'getconfig',
      'modifyhapg',
      'modifylunaclient',
    ],
  ],
  ['memorydb', ['replicatemultiregionclusterdata']],
  ['qapps', ['importdocumenttoqapp', 'importdocumenttoqappsession']],
  ['route53-recovery-control-config', ['describeroutingcontrolbyname']],
  [
    'securityagent',
    [
      'batchgetagentinstances',
      'batchgetsecuritytestcontentmetadata',
      'batchgettasks',
      'createdocumentreview',
      'deletedocumentreview',
      'getcodereviewtask',
      'getdocreviewtask',
      'getdocumentreview',
      'getdocumentreviewartifact',
      'listagentinstances',
      'listcontrols',
      'listdocumentreviewcomments',
      'listdocumentreviews',
      'listtasks',
      'startpentestexecution',
      'stoppentestexecution',
    ],
  ],
])

const KEYS: ReadonlySet<string> = new Set(['aws:principalorgmasteraccountid', 'lakeformation:gluearn'])

/** Whether AWS had, or has, a service with this prefix that its reference leaves out. */
export const isHistoricService = (prefix: string): boolean => SERVICES.has(prefix.toLowerCase())

/** Whether AWS's own policies name this action although its reference does not. */
export function isHistoricAction(action: string): boolean {
  const [prefix = '', name = ''] = action.toLowerCase().split(':')
  return isHistoricService(prefix) || ACTIONS.get(prefix)?.includes(name) === true
}

/** Whether AWS's own policies compare this condition key although its reference does not list it. */
export const isHistoricKey = (key: string): boolean => KEYS.has(key.toLowerCase())

/**
 * Keys that the reference calls multivalued and that AWS's own policies compare with plain operators: requests hold one
 * value.
 */
export const SINGLE_IN_PRACTICE: ReadonlySet<string> = new Set(['events:detail-type'])
