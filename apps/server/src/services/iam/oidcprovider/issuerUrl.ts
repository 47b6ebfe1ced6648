/**
 * The URL of an OpenID Connect issuer. Pure, and without the URL class: an issuer is compared as text.
 * Source: IAM API reference, CreateOpenIDConnectProvider (Url); OpenID Connect Discovery 1.0 section 3 (issuer).
 */

const SCHEME = 'https://'
/** A label of a host name. Source: RFC 1123 section 2.1. */
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i
const PORT = /^[1-9][0-9]{0,4}$/
/** `pchar` and `/` of RFC 3986 section 3.3, but that a per cent sign has to begin an escape. */
const PATH = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})*$/
const MAX_HOST = 253
const MAX_PORT = 65_535

function isAuthority(text: string): boolean {
  const colon = text.indexOf(':')
  const host = colon < 0 ? text : text.slice(0, colon)
  const port = colon < 0 ? undefined : text.slice(colon + 1)
  if (port !== undefined && !(PORT.test(port) && Number(port) <= MAX_PORT)) return false
  return host.length <= MAX_HOST && host.split('.').every((label) => LABEL.test(label))
}

/**
 * What stands after `https://` in the URL of an issuer: host, port if any, and path, as they were given. Undefined for
 * any other scheme and for user names, queries and fragments, which issuers may not have.
 */
export function issuerOf(url: string): string | undefined {
  if (!url.startsWith(SCHEME)) return undefined
  const issuer = url.slice(SCHEME.length)
  const slash = issuer.indexOf('/')
  const authority = slash < 0 ? issuer : issuer.slice(0, slash)
  const path = slash < 0 ? '' : issuer.slice(slash)
  return isAuthority(authority) && PATH.test(path) ? issuer : undefined
}
