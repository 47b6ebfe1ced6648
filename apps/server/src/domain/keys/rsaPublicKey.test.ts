import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { describe, test } from 'node:test'
import { decodeBase64, encodeBase64 } from '../base64.ts'
import { parseRsaPublicKey, pemText, sshText } from './rsaPublicKey.ts'

// Made by ssh-keygen (OpenSSH 9), which also wrote the PEM.
const SSH = `ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCvpOJQeaojBmsr+FXI+X/QXtqndTCgDsWbtUxmFbb50BY3xDTxnUQYiZ3+S95Aq3WR6YLnA3+9k24knmJ9NAX1x46clS7QVVxPP/8n+QkQTY7ZovJBNpExeRXAzqD7SIFnwWEp1IuHFSpgNKdIVUngbp4F4cgHHZGA8frSDIXPF/IFZaHrf7U1NUQprCjKARHC1EsQ6Gsv297jK7hSyF+l12V4hNf2aUyA3pug26Vv3wojOyp5ZOnu0XUETyjVwPSXKj4lOozSuT0zm+GGWkN6Ou59CbFE3oh1b0J4W/r6VW2qm5fbHH01rJ6sT3EAnUtywV7g2DPdWbpT7kC9/ZkH`
const PEM = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAr6TiUHmqIwZrK/hVyPl/
0F7ap3UwoA7Fm7VMZhW2+dAWN8Q08Z1EGImd/kveQKt1kemC5wN/vZNuJJ5ifTQF
9ceOnJUu0FVcTz//J/kJEE2O2aLyQTaRMXkVwM6g+0iBZ8FhKdSLhxUqYDSnSFVJ
4G6eBeHIBx2RgPH60gyFzxfyBWWh63+1NTVEKawoygERwtRLEOhrL9ve4yu4Ushf
pddleITX9mlMgN6boNulb98KIzsqeWTp7tF1BE8o1cD0lyo+JTqM0rk9M5vhhlpD
ejrufQmxRN6IdW9CeFv6+lVtqpuX2xx9NayerE9xAJ1LcsFe4Ngz3Vm6U+5Avf2Z
BwIDAQAB
-----END PUBLIC KEY-----
`

const key = (text: string): Buffer => {
  const parsed = parseRsaPublicKey(text)
  return typeof parsed === 'string' ? assert.fail(parsed) : parsed
}
const blob = decodeBase64(SSH.slice('ssh-rsa '.length)) ?? assert.fail()
const ssh = (bytes: Uint8Array) => `ssh-rsa ${encodeBase64(bytes)}`
const pem = (type: 'rsa-pss' | 'rsa', modulusLength: number) =>
  generateKeyPairSync(type as 'rsa', { modulusLength }).publicKey.export({ format: 'pem', type: 'spki' })

describe('RSA public keys', () => {
  test('SSH and PEM are one key, with or without a comment', () => {
    assert.deepEqual(key(SSH), blob)
    assert.deepEqual(key(`${SSH} alice@example.com, and more\r\n`), blob)
    assert.deepEqual(key(PEM), blob)
    assert.deepEqual(key(PEM.replaceAll('\n', '\r\n')), blob)
    assert.equal(sshText(key(PEM)), SSH)
    assert.equal(pemText(key(SSH)), PEM)
  })

  const string = (bytes: Uint8Array) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes])
  const head = string(Buffer.from('ssh-rsa'))
  const modulus = blob.subarray(head.length + 7)
  for (const [why, text] of [
    ['cut off', ssh(blob.subarray(0, -1))],
    ['bytes after it', ssh(Buffer.concat([blob, Buffer.alloc(4)]))],
    ['not canonical: a zero too many', ssh(Buffer.concat([head, string(Buffer.from([0, 1, 0, 1])), modulus]))],
    ['an even exponent', ssh(Buffer.concat([head, string(Buffer.from([1, 0, 0])), modulus]))],
    ['exponent 1', ssh(Buffer.concat([head, string(Buffer.from([1])), modulus]))],
    ['another type inside', ssh(Buffer.concat([string(Buffer.from('ssh-dss')), blob.subarray(head.length)]))],
    ['no base64', 'ssh-rsa !!!!'],
    ['nothing', 'ssh-rsa  comment'],
    ['two lines', `${SSH}\n${SSH}`],
    ['two PEM blocks', PEM + PEM],
    ['1024 bits', pem('rsa', 1024)],
    ['RSA-PSS', pem('rsa-pss', 2048)],
    ['an EC key', generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'pem', type: 'spki' })],
    ['damaged PEM', PEM.replace('MIIBIjAN', 'MIIBIjAA')],
  ] as const)
    test(`invalid: ${why}`, () => assert.equal(parseRsaPublicKey(text), 'invalid'))

  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  for (const [why, text] of [
    ['another kind of SSH key', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g'],
    ['a private key', pair.privateKey.export({ format: 'pem', type: 'pkcs8' })],
    ['PKCS 1', pair.publicKey.export({ format: 'pem', type: 'pkcs1' })],
    ['any text', 'hello'],
    ['nothing', ''],
  ] as const)
    test(`unrecognized: ${why}`, () => assert.equal(parseRsaPublicKey(text), 'unrecognized'))
})
