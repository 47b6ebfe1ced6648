/** CreateOpenIDConnectProvider. Source: IAM API reference, CreateOpenIDConnectProvider. */
import { oidcProviderArn } from '../../../domain/arn.ts'
import { validationError } from '../../../domain/errors.ts'
import { QUOTAS } from '../../../domain/quotas.ts'
import type {
  CreateOpenIDConnectProviderRequest,
  CreateOpenIDConnectProviderResponse,
} from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { ask, requestTagKeys } from '../askEntity.ts'
import { entityAlreadyExists, limitExceeded } from '../entityErrors.ts'
import { fromWire, toWire, withTags } from '../tags.ts'
import { issuerOf } from './issuerUrl.ts'
import { checkedClientIds, checkedThumbprints } from './providerRecord.ts'

/**
 * Makes an issuer of identity tokens known to the account. With tags it also needs iam:TagOpenIDConnectProvider. Nothing
 * is fetched from the issuer: without thumbprints the list stays empty. Throws ValidationError for a URL that is no
 * issuer's, EntityAlreadyExists, InvalidInput, LimitExceeded.
 */
export const createOidcProvider = writeOperation<
  CreateOpenIDConnectProviderRequest,
  CreateOpenIDConnectProviderResponse
>({
  name: 'CreateOpenIDConnectProvider',

  authorize({ input: { Url, Tags }, caller: { accountId } }) {
    const arn = oidcProviderArn(accountId, requireIssuer(Url))
    const tagKeys = requestTagKeys(fromWire(Tags))
    return [
      ...ask('iam:CreateOpenIDConnectProvider', arn, tagKeys),
      ...(tagKeys.length === 0 ? [] : ask('iam:TagOpenIDConnectProvider', arn, tagKeys)),
    ]
  },

  async run({ input, caller: { accountId } }, store, { clock }) {
    const issuer = requireIssuer(input.Url)
    const clientIds = checkedClientIds(input.ClientIDList ?? [])
    const thumbprints = checkedThumbprints(input.ThumbprintList ?? [])
    const tags = withTags([], input.Tags)
    if ((await store.resources.byName('oidcProvider', accountId, issuer)) !== undefined)
      throw entityAlreadyExists(`Provider with url ${input.Url} already exists.`)
    const limit = QUOTAS.OpenIdConnectProvidersPerAccount
    if ((await store.resources.count('oidcProvider', accountId)) >= limit)
      throw limitExceeded('OpenIdConnectProvidersPerAccount', limit)
    const arn = oidcProviderArn(accountId, issuer)
    await store.write.resources.create({
      kind: 'oidcProvider',
      accountId,
      id: arn,
      name: issuer,
      path: '/',
      createdAtMs: clock.nowMs(),
      tags,
      facts: { clientIds, thumbprints },
    })
    return { OpenIDConnectProviderArn: arn, ...(tags.length === 0 ? {} : { Tags: toWire(tags) }) }
  },
})

function requireIssuer(url: string): string {
  const issuer = issuerOf(url)
  if (issuer === undefined) throw validationError('Invalid Open ID Connect Provider URL')
  return issuer
}
