/** Access Analyzer through its own SDK and the real AWS CLI: policies are judged, the calls are permitted, recorded and refused like any other. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import {
  AccessAnalyzerClient,
  CheckAccessNotGrantedCommand,
  CheckNoNewAccessCommand,
  CheckNoPublicAccessCommand,
  CreateAnalyzerCommand,
  ListAnalyzersCommand,
  ListFindingsCommand,
  paginateValidatePolicy,
  ValidatePolicyCommand,
} from '@aws-sdk/client-accessanalyzer'
import type { ValidatePolicyFinding } from '@aws-sdk/client-accessanalyzer'
import { awsCli, BREVET, run, skipWithout } from './child.ts'
import { allow, newUser, policy, trust } from './people.ts'
import { refusedAs } from './refused.ts'
import { openWorld } from './world.ts'
import type { Key, World } from './world.ts'

let world: World
let cwd: string
let analyzer: AccessAnalyzerClient
const clients: AccessAnalyzerClient[] = []
const clientFor = (credentials: Key): AccessAnalyzerClient => {
  const client = new AccessAnalyzerClient({
    endpoint: world.endpoint,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  })
  clients.push(client)
  return client
}
describe('accessAnalyzer', () => {
  before(async () => {
    world = await openWorld()
    cwd = mkdtempSync(join(tmpdir(), 'brevet-analyzer-'))
    analyzer = clientFor(world.admin)
  })
  after(async () => {
    for (const client of clients) client.destroy()
    rmSync(cwd, { recursive: true, force: true })
    await world.close()
  })

  const IDENTITY_POLICY = 'IDENTITY_POLICY'
  const SLIPS = policy(
    { Action: 's3:GetObjekt', Resource: '*' },
    { Action: 'iam:PassRole', Resource: '*' },
    { Action: 'nosuchservice:Get', Resource: '*' },
  )

  describe('through the SDK', () => {
    test('ValidatePolicy', async () => {
      const { findings } = await analyzer.send(
        new ValidatePolicyCommand({ policyDocument: SLIPS, policyType: IDENTITY_POLICY, locale: 'EN' }),
      )
      const found = findings?.find(({ issueCode }) => issueCode === 'INVALID_ACTION')
      assert.equal(found?.findingType, 'ERROR')
      assert.ok(URL.canParse(found?.learnMoreLink ?? ''))
      const [location] = found?.locations ?? []
      assert.deepEqual(location?.path, [{ value: 'Statement' }, { index: 0 }, { value: 'Action' }])
      const { start, end } = location?.span ?? {}
      assert.equal(SLIPS.slice(start?.offset, end?.offset), '"s3:GetObjekt"')
      assert.deepEqual([start?.line, start?.column], [1, start?.offset])
    })

    test('the paginator sees everything once', async () => {
      const input = { policyDocument: SLIPS, policyType: IDENTITY_POLICY } as const
      const seen: ValidatePolicyFinding[] = []
      let pages = 0
      for await (const { findings } of paginateValidatePolicy({ client: analyzer, pageSize: 1 }, { ...input })) {
        pages += 1
        seen.push(...(findings ?? []))
      }
      const { findings } = await analyzer.send(new ValidatePolicyCommand(input))
      assert.deepEqual(seen, findings)
      assert.equal(pages, findings?.length)
      assert.ok(pages >= 2)
    })

    test('the three checks', async () => {
      const narrow = policy({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::box/*' })
      const wide = policy({ Action: 's3:*', Resource: 'arn:aws:s3:::box/*' })
      const change = (existingPolicyDocument: string, newPolicyDocument: string) =>
        analyzer.send(
          new CheckNoNewAccessCommand({ existingPolicyDocument, newPolicyDocument, policyType: IDENTITY_POLICY }),
        )
      assert.equal((await change(wide, narrow)).result, 'PASS')
      const wider = await change(narrow, wide)
      assert.deepEqual([wider.result, wider.reasons?.[0]?.statementIndex], ['FAIL', 0])
      const granted = (action: string) =>
        analyzer.send(
          new CheckAccessNotGrantedCommand({
            policyDocument: narrow,
            access: [{ actions: [action] }],
            policyType: IDENTITY_POLICY,
          }),
        )
      assert.equal((await granted('s3:PutObject')).result, 'PASS')
      assert.equal((await granted('s3:GetObject')).result, 'FAIL')
      const open = (policyDocument: string) =>
        analyzer.send(
          new CheckNoPublicAccessCommand({ policyDocument, resourceType: 'AWS::IAM::AssumeRolePolicyDocument' }),
        )
      assert.equal((await open(trust({ AWS: world.accountId }))).result, 'PASS')
      assert.equal((await open(trust({ AWS: '*' }))).result, 'FAIL')
    })

    test('bad input says which field and why', async () => {
      const refusal = await refusedAs(
        analyzer.send(new ValidatePolicyCommand({ policyDocument: SLIPS, policyType: 'SECRET_POLICY' as never })),
        'ValidationException',
        /^1 validation error detected: Value 'SECRET_POLICY' at 'policyType' failed to satisfy constraint/,
      )
      const { fieldList, reason } = refusal.error as Error & { fieldList?: { name: string }[]; reason?: string }
      assert.deepEqual(
        [refusal.status, reason, fieldList?.map(({ name }) => name)],
        [400, 'fieldValidationFailed', ['policyType']],
      )
      const locale = await refusedAs(
        analyzer.send(new ValidatePolicyCommand({ policyDocument: SLIPS, policyType: IDENTITY_POLICY, locale: 'JA' })),
        'ValidationException',
      )
      assert.equal((locale.error as Error & { reason?: string }).reason, 'notSupported')
      await refusedAs(
        analyzer.send(
          new CheckNoNewAccessCommand({
            existingPolicyDocument: '{',
            newPolicyDocument: '{',
            policyType: IDENTITY_POLICY,
          }),
        ),
        'InvalidParameterException',
        /^The value of existingPolicyDocument is not a valid policy document/,
      )
    })

    test('operations that are not served say what to use', async () => {
      const listed = await refusedAs(
        analyzer.send(new ListAnalyzersCommand({})),
        'UnknownOperationException',
        /^The operation ListAnalyzers is not supported by this version of Brevet: .*ValidatePolicy/,
      )
      assert.equal(listed.status, 404)
      const analyzerArn = `arn:aws:access-analyzer:us-east-1:${world.accountId}:analyzer/x`
      await refusedAs(
        analyzer.send(new ListFindingsCommand({ analyzerArn })),
        'UnknownOperationException',
        /ListFindings is not supported/,
      )
      // AWS calls these with PUT, PATCH and DELETE, which nothing that is served needs.
      const made = await refusedAs(
        analyzer.send(new CreateAnalyzerCommand({ analyzerName: 'mine', type: 'ACCOUNT' })),
        'MethodNotAllowed',
        'Use GET or POST: no operation that is called with another method is served here.',
      )
      assert.equal(made.status, 405)
    })

    test('who may not, may not; every call is recorded', async () => {
      const some = clientFor(await newUser(world, 'some', { policy: allow('access-analyzer:ValidatePolicy') }))
      await some.send(new ValidatePolicyCommand({ policyDocument: SLIPS, policyType: IDENTITY_POLICY }))
      await refusedAs(
        some.send(
          new CheckNoPublicAccessCommand({
            policyDocument: trust({ AWS: '*' }),
            resourceType: 'AWS::IAM::AssumeRolePolicyDocument',
          }),
        ),
        'AccessDeniedException',
        /^User: arn:aws:iam::111122223333:user\/some is not authorized to perform: access-analyzer:CheckNoPublicAccess on resource: \*/,
      )
      const { stdout } = await run(BREVET, ['audit', 'tail', '--data-dir', world.dataDir, '--json'], { cwd })
      const records = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .filter(({ eventSource }) => eventSource === 'access-analyzer.amazonaws.com')
      const of = (name: string) => records.filter(({ eventName }) => eventName === name).at(-1)
      assert.equal(of('ValidatePolicy')?.['errorCode'], undefined)
      assert.equal(of('ValidatePolicy')?.['readOnly'], true)
      assert.equal(of('CheckNoPublicAccess')?.['errorCode'], 'AccessDenied')
      // The model calls the policies of the checks sensitive.
      assert.doesNotMatch(JSON.stringify(of('CheckNoPublicAccess')?.['requestParameters']), /Statement/)
    })

    test('a stranger without a signature is answered in JSON', async () => {
      const answer = await fetch(`${world.endpoint}/policy/validation`, { method: 'POST', body: '{}' })
      assert.equal(answer.status, 403)
      assert.equal(((await answer.json()) as { __type?: string }).__type, 'MissingAuthenticationTokenException')
    })
  })

  describe('through the AWS CLI', { skip: skipWithout('aws'), concurrency: 2 }, () => {
    const file = (name: string, text: string): string => {
      writeFileSync(join(cwd, name), text)
      return `file://${name}`
    }
    async function aws<T>(...args: readonly string[]): Promise<T> {
      const { code, stderr, stdout } = await awsCli(world.endpoint, cwd)(world.admin, 'accessanalyzer', ...args)
      assert.equal(code, 0, stderr)
      return JSON.parse(stdout) as T
    }

    test('validate-policy', async () => {
      const document = file('slips.json', SLIPS)
      const base = ['validate-policy', '--policy-type', IDENTITY_POLICY, '--policy-document', document]
      const all = await aws<{ findings: ValidatePolicyFinding[] }>(...base)
      assert.ok(all.findings.some(({ issueCode }) => issueCode === 'INVALID_ACTION'))
      const paged = await aws<{ findings: ValidatePolicyFinding[] }>(...base, '--page-size', '1')
      assert.deepEqual(paged, all)
    })

    test('check-no-new-access', async () => {
      const answer = await aws<{ result: string; reasons: { statementIndex: number }[] }>(
        'check-no-new-access',
        '--existing-policy-document',
        file('old.json', allow('s3:GetObject')),
        '--new-policy-document',
        file('new.json', allow('s3:GetObject', 's3:PutObject')),
        '--policy-type',
        IDENTITY_POLICY,
      )
      assert.deepEqual([answer.result, answer.reasons[0]?.statementIndex], ['FAIL', 0])
    })

    test('check-access-not-granted and check-no-public-access', async () => {
      const granted = await aws<{ result: string }>(
        'check-access-not-granted',
        '--policy-document',
        allow('s3:GetObject'),
        '--access',
        'actions=iam:PassRole,iam:CreateUser',
        '--policy-type',
        IDENTITY_POLICY,
      )
      assert.equal(granted.result, 'PASS')
      const open = await aws<{ result: string }>(
        'check-no-public-access',
        '--policy-document',
        trust({ AWS: '*' }),
        '--resource-type',
        'AWS::IAM::AssumeRolePolicyDocument',
      )
      assert.equal(open.result, 'FAIL')
    })

    test('an operation that is not served', async () => {
      const { code, stderr } = await awsCli(world.endpoint, cwd)(world.admin, 'accessanalyzer', 'list-analyzers')
      assert.notEqual(code, 0)
      assert.match(stderr, /The operation ListAnalyzers is not supported by this version of Brevet/)
    })
  })
})
