/** Issuers' URLs. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { issuerOf } from './issuerUrl.ts'

const GOOD = [
  'token.actions.githubusercontent.com',
  'oidc.eks.eu-central-1.amazonaws.com/id/2B375A5F893E2A59',
  'login.microsoftonline.com/78fc3e7b/v2.0/',
  'issuer.example:8443/a%2Fb',
  'localhost',
]

const BAD = [
  '',
  'http://issuer.example',
  'HTTPS://issuer.example',
  'issuer.example',
  'https://',
  'https:///path',
  'https://issuer.example?x=1',
  'https://issuer.example/p?x=1',
  'https://issuer.example/p#f',
  'https://user@issuer.example',
  'https://user:pw@issuer.example/',
  'https://issuer.example:',
  'https://issuer.example:0',
  'https://issuer.example:65536',
  'https://issuer.example:1:2',
  'https://issuer..example',
  'https://-issuer.example',
  'https://issuer_.example',
  'https://[::1]/',
  'https://issuer.example/a b',
  'https://issuer.example/a\\b',
  'https://issuer.example/%zz',
  'https://issuer.example/\u00e9',
  'https://issuer.example\n',
  `https://${'a.'.repeat(127)}a`,
]

describe('issuerOf', () => {
  for (const issuer of GOOD) test(`https://${issuer}`, () => assert.equal(issuerOf(`https://${issuer}`), issuer))
  for (const url of BAD) test(`not ${JSON.stringify(url).slice(0, 60)}`, () => assert.equal(issuerOf(url), undefined))
})
