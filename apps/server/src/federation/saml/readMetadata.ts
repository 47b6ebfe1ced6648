/**
 * What an identity provider says about itself in a SAML metadata document. Pure.
 * Source: SAML 2.0 metadata (saml-metadata-2.0-os) sections 2.3.2, 2.4.1.1 and 2.4.3; IAM user guide, "Create a SAML identity
 * provider in IAM".
 */
import { type KeyObject, X509Certificate } from 'node:crypto'
import { decodeBase64 } from '../../domain/base64.ts'
import { epochMsOf } from '../../domain/time.ts'
import { readXml, type XmlElement, type XmlLimits } from '../xml/readXml.ts'

/** An identity provider's own words, checked. */
export interface SamlMetadata {
  /** What assertions name as their issuer. */
  readonly entityId: string
  /** DER of the certificates whose keys sign assertions, at least one, each once. Their dates do not matter. */
  readonly signingCertificates: readonly Buffer[]
  /** Where people sign in, by browser. */
  readonly signOn: readonly SignOn[]
  /** UTC epoch ms after which the document is not to be used; absent where it does not say. */
  readonly validUntilMs?: number
}

/** A single sign-on service. */
export interface SignOn {
  readonly binding: string
  /** http or https. */
  readonly location: string
}

/** The metadata, or why it cannot be used: `fault` completes "The metadata document ...". */
export type MetadataResult =
  | { readonly ok: true; readonly metadata: SamlMetadata }
  | { readonly ok: false; readonly fault: string }

const METADATA = 'urn:oasis:names:tc:SAML:2.0:metadata'
const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol'
const DSIG = 'http://www.w3.org/2000/09/xmldsig#'
const BROWSER_BINDINGS: readonly string[] = [
  'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
  'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect',
]

/** Far more than any identity provider writes: the largest in use (AD FS, with its claim types) have some 500 elements. */
const LIMITS: XmlLimits = { depth: 32, elements: 5_000, attributes: 64 }
const MAX_ENTITY_ID = 1_024
const MAX_CERTIFICATES = 16
/** AWS asks for keys of at least 1,024 bits. */
const MIN_RSA_BITS = 1_024

/** Never leaves readMetadata. */
class MetadataFault extends Error {}

/** Reads the metadata of one identity provider. */
export function readMetadata(text: string): MetadataResult {
  const document = readXml(text, LIMITS)
  if (!document.ok) return document
  try {
    return { ok: true, metadata: metadataOf(document.root) }
  } catch (error) {
    if (error instanceof MetadataFault) return { ok: false, fault: error.message }
    throw error
  }
}

function metadataOf(entity: XmlElement): SamlMetadata {
  if (entity.namespace !== METADATA || entity.name !== 'EntityDescriptor')
    throw new MetadataFault('has no EntityDescriptor at its root')
  const entityId = entity.attributes.get('entityID') ?? ''
  if (entityId === '' || entityId.length > MAX_ENTITY_ID)
    throw new MetadataFault(`has no entityID of at most ${MAX_ENTITY_ID} characters`)
  const provider = identityProviderOf(entity)
  const validUntil = [entity, provider].map(validUntilOf).filter((ms) => ms !== undefined)
  return {
    entityId,
    signingCertificates: certificatesOf(provider),
    signOn: signOnOf(provider),
    ...(validUntil.length === 0 ? {} : { validUntilMs: Math.min(...validUntil) }),
  }
}

/** The one identity provider for SAML 2.0 in the document; those for other protocols do not count. */
function identityProviderOf(entity: XmlElement): XmlElement {
  const providers = within(entity, METADATA, 'IDPSSODescriptor').filter((descriptor) =>
    (descriptor.attributes.get('protocolSupportEnumeration') ?? '').split(/\s+/).includes(PROTOCOL),
  )
  const [provider, another] = providers
  if (provider === undefined) throw new MetadataFault('has no IDPSSODescriptor for SAML 2.0')
  if (another !== undefined) throw new MetadataFault('has more than one IDPSSODescriptor for SAML 2.0')
  return provider
}

const within = (element: XmlElement, namespace: string, name: string): readonly XmlElement[] =>
  element.children.filter((child) => child.namespace === namespace && child.name === name)

/** xs:dateTime in UTC, as SAML requires of every time. Source: saml-core-2.0-os section 1.3.3. */
const UTC_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/

function validUntilOf(element: XmlElement): number | undefined {
  const printed = element.attributes.get('validUntil')
  if (printed === undefined) return undefined
  const ms = UTC_TIME.test(printed) ? epochMsOf(printed) : Number.NaN
  if (Number.isNaN(ms)) throw new MetadataFault('has a validUntil that is no time in UTC')
  return ms
}

/** Keys without a `use` serve for signing too. */
function certificatesOf(provider: XmlElement): readonly Buffer[] {
  const texts = within(provider, METADATA, 'KeyDescriptor')
    .filter(({ attributes }) => (attributes.get('use') ?? 'signing') === 'signing')
    .flatMap((key) => within(key, DSIG, 'KeyInfo'))
    .flatMap((info) => within(info, DSIG, 'X509Data'))
    .flatMap((data) => within(data, DSIG, 'X509Certificate'))
    .map(({ text }) => text.replaceAll(/\s/g, ''))
  const distinct = [...new Set(texts)]
  if (distinct.length === 0) throw new MetadataFault('has no signing certificate')
  if (distinct.length > MAX_CERTIFICATES)
    throw new MetadataFault(`has more than ${MAX_CERTIFICATES} signing certificates`)
  return distinct.map(certificateOf)
}

function certificateOf(base64: string): Buffer {
  const read = readCertificate(decodeBase64(base64))
  if (read === undefined) throw new MetadataFault('has a signing certificate that is no X.509')
  const { asymmetricKeyType: type, asymmetricKeyDetails: { modulusLength = 0 } = {} } = read.key
  if (type !== 'ec' && !(type === 'rsa' && modulusLength >= MIN_RSA_BITS))
    throw new MetadataFault(`has a signing key that is neither RSA of at least ${MIN_RSA_BITS} bits nor elliptic`)
  return read.der
}

function readCertificate(bytes: Buffer | undefined): { readonly der: Buffer; readonly key: KeyObject } | undefined {
  if (bytes === undefined) return undefined
  try {
    const { raw, publicKey } = new X509Certificate(bytes)
    return { der: raw, key: publicKey }
  } catch {
    return undefined
  }
}

const WEB_ADDRESS = /^https?:\/\/[^\s<>"]{1,2000}$/i

function signOnOf(provider: XmlElement): readonly SignOn[] {
  const services = within(provider, METADATA, 'SingleSignOnService')
    .map(({ attributes }) => ({
      binding: attributes.get('Binding') ?? '',
      location: attributes.get('Location') ?? '',
    }))
    .filter(({ binding }) => BROWSER_BINDINGS.includes(binding))
  if (services.length === 0)
    throw new MetadataFault('has no SingleSignOnService with the HTTP-POST or HTTP-Redirect binding')
  if (services.some(({ location }) => !WEB_ADDRESS.test(location)))
    throw new MetadataFault('has a SingleSignOnService without a web address')
  return services
}
