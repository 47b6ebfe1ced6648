/** Puts a document into its layer of a request in which everything else is open, so that it alone decides. */
import type {
  ApplicablePolicies,
  AuthorizationRequest,
  PolicyDocument,
  PolicySource,
  PolicyType,
  Principal,
  Statement,
} from '../../types.ts'

/** A request without its policies. */
export interface Core {
  readonly action: string
  readonly resource: string
  readonly principal: Principal
  readonly bounded: boolean
  readonly context: AuthorizationRequest['context']
}

const NOWHERE = { start: 0, end: 0, line: 1, column: 1 }
const ALLOW_ALL: Statement = {
  index: 0,
  effect: 'Allow',
  span: NOWHERE,
  action: { negated: false, patterns: ['*'] },
  resource: { negated: false, patterns: ['*'] },
  conditions: [],
}

function everything(type: PolicyType, statement: Statement): PolicySource {
  return { id: 'everything', document: { type, version: '2012-10-17', statements: [statement] } }
}

const EVERYBODY = { negated: false, everyone: true, aws: [], service: [], federated: [], canonicalUser: [] }
const OPEN: PolicySource = everything('identity', ALLOW_ALL)

/** The Allow of RCPFullAWSAccess, which is always attached: resource control policies only take away. */
export const RCP_ALLOW: Statement = { ...ALLOW_ALL, index: -1, principal: EVERYBODY }
const OPEN_RCP: PolicySource = everything('rcp', RCP_ALLOW)

/** Lets in callers who have no policies of their own. */
const OPEN_RESOURCE: PolicySource = everything('resource', { ...RCP_ALLOW, index: 0 })

/** The request `core` where `document` is the one policy of its type. */
export function arrange(core: Core, document: PolicyDocument): AuthorizationRequest {
  const { action, resource, principal, context } = core
  const account = 'account' in principal ? principal.account : undefined
  const guarded = document.type === 'resource' || document.type === 'trust'
  return {
    action,
    resource,
    // A resource of another account: only its own policy opens it. Elsewhere the caller's account owns the resource.
    resourceAccount: guarded || account === undefined ? strangerTo(account) : account,
    principal,
    context,
    policies: layers(document, core),
  }
}

const strangerTo = (account: string | undefined): string =>
  account === '111122223333' ? '444455556666' : '111122223333'

function layers(document: PolicyDocument, { bounded }: Core): ApplicablePolicies {
  const source: PolicySource = { id: `${document.type} policy`, document }
  const open: ApplicablePolicies = {
    identity: [OPEN],
    scp: [],
    rcp: [],
    session: [OPEN],
    ...(bounded ? { boundary: OPEN } : {}),
  }
  switch (document.type) {
    case 'identity':
      return { ...open, identity: [source] }
    case 'boundary':
      return { ...open, boundary: source }
    case 'session':
      return { ...open, session: [source] }
    case 'scp':
      return { ...open, scp: [[source]] }
    case 'rcp':
      return { ...open, rcp: [[OPEN_RCP, source]], resource: { kind: 'resource', source: OPEN_RESOURCE } }
    case 'resource':
    case 'trust':
      return { ...open, resource: { kind: document.type, source } }
  }
}
