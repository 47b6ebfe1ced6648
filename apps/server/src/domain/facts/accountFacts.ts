/** What is kept of an account's own settings: those of Account Management, and which tokens it gets at the global endpoint. */
import type { RegionChoice } from '../region/servedRegions.ts'

/** What an account has made of a region that it may switch on and off. */
export interface RegionOptInFacts {
  readonly choice: RegionChoice
}

/** Who owns an account, as PutContactInformation said. Members as in the model. */
export interface ContactInformationFacts {
  readonly FullName: string
  readonly AddressLine1: string
  readonly AddressLine2?: string
  readonly AddressLine3?: string
  readonly City: string
  readonly DistrictOrCounty?: string
  readonly StateOrRegion?: string
  readonly PostalCode: string
  /** ISO 3166-1, two letters. */
  readonly CountryCode: string
  readonly PhoneNumber: string
  readonly CompanyName?: string
  readonly WebsiteUrl?: string
}

/** Whom to reach about one subject; the resource's name says which. */
export interface AlternateContactFacts {
  readonly Name: string
  readonly Title: string
  readonly EmailAddress: string
  readonly PhoneNumber: string
}

/** Which tokens the global endpoint of the security token service issues to the account. */
export interface TokenPreferenceFacts {
  /** v1: good in the regions that are always on; v2: in all. */
  readonly globalEndpoint: 'v1' | 'v2'
}
