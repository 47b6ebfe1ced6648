/** AWS's validation sentences. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ServiceError } from '../domain/errors.ts'
import { formOf, requestOf } from './fixtures/request.ts'
import { loadProtocol } from './loadProtocol.ts'

const sts = loadProtocol('sts')
const iam = loadProtocol('iam')
const organizations = loadProtocol('organizations')

const ROLE = 'RoleArn=arn:aws:iam::123456789012:role/Deploy'
const SESSION = 'RoleSessionName=deploy'
const TAG_TEXT = '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]'
const ARN_TEXT = '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u10000-\\u10FFFF]+'
const failed = (where: string, what: string): string => `${where} failed to satisfy constraint: ${what}`

const refusal = (decode: () => unknown): ServiceError => {
  try {
    decode()
  } catch (error) {
    if (error instanceof ServiceError) return error
    throw error
  }
  return assert.fail('nothing was refused')
}

const assumeRole = (form: string) => () => sts.identify(formOf(`Action=AssumeRole&Version=2011-06-15&${form}`)).decode()

const CASES: readonly { name: string; form: string; says: string }[] = [
  {
    name: 'a pattern',
    form: `${ROLE}&RoleSessionName=a%20b`,
    says: `1 validation error detected: ${failed("Value 'a b' at 'roleSessionName'", 'Member must satisfy regular expression pattern: [\\w+=,.@-]*')}`,
  },
  {
    name: 'a text too short',
    form: `${ROLE}&RoleSessionName=a`,
    says: `1 validation error detected: ${failed("Value 'a' at 'roleSessionName'", 'Member must have length greater than or equal to 2')}`,
  },
  {
    name: 'a text too long',
    form: `${ROLE}&RoleSessionName=${'s'.repeat(65)}`,
    says: `1 validation error detected: ${failed(`Value '${'s'.repeat(65)}' at 'roleSessionName'`, 'Member must have length less than or equal to 64')}`,
  },
  {
    name: 'pattern before length, as AWS reports an empty RoleArn',
    form: `RoleArn=&${SESSION}`,
    says: `2 validation errors detected: ${failed("Value '' at 'roleArn'", `Member must satisfy regular expression pattern: ${ARN_TEXT}`)}; ${failed("Value '' at 'roleArn'", 'Member must have length greater than or equal to 20')}`,
  },
  {
    name: 'a missing parameter',
    form: SESSION,
    says: `1 validation error detected: ${failed("Value null at 'roleArn'", 'Member must not be null')}`,
  },
  {
    name: 'two missing parameters',
    form: '',
    says: `2 validation errors detected: ${failed("Value null at 'roleArn'", 'Member must not be null')}; ${failed("Value null at 'roleSessionName'", 'Member must not be null')}`,
  },
  {
    name: 'a number too large',
    form: `${ROLE}&${SESSION}&DurationSeconds=43201`,
    says: `1 validation error detected: ${failed("Value '43201' at 'durationSeconds'", 'Member must have value less than or equal to 43200')}`,
  },
  {
    name: 'a number too small',
    form: `${ROLE}&${SESSION}&DurationSeconds=899`,
    says: `1 validation error detected: ${failed("Value '899' at 'durationSeconds'", 'Member must have value greater than or equal to 900')}`,
  },
  {
    name: 'a member of a list of structures',
    form: `${ROLE}&${SESSION}&Tags.member.1.Key=a&Tags.member.1.Value=b&Tags.member.2.Key=c&Tags.member.2.Value=D%26T`,
    says: `1 validation error detected: ${failed("Value 'D&T' at 'tags.2.member.value'", `Member must satisfy regular expression pattern: ${TAG_TEXT}*`)}`,
  },
  {
    name: 'a missing member of a list of structures',
    form: `${ROLE}&${SESSION}&Tags.member.1.Key=a`,
    says: `1 validation error detected: ${failed("Value null at 'tags.1.member.value'", 'Member must not be null')}`,
  },
  {
    name: 'texts in a list, with all of their constraints',
    form: `${ROLE}&${SESSION}&TransitiveTagKeys.member.1=ok&TransitiveTagKeys.member.2=D%26T`,
    says: `1 validation error detected: ${failed("Value '[ok, D&T]' at 'transitiveTagKeys'", `Member must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: ${TAG_TEXT}+, Member must not be null]`)}`,
  },
  {
    name: 'a list too long',
    form: `${ROLE}&${SESSION}&${Array.from({ length: 6 }, (_, index) => `ProvidedContexts.member.${index + 1}.ContextAssertion=abcd`).join('&')}`,
    says: `1 validation error detected: ${failed(`Value '[${Array.from({ length: 6 }, () => '{contextAssertion=abcd}').join(', ')}]' at 'providedContexts'`, 'Member must have length less than or equal to 5')}`,
  },
]

describe('validation sentences', () => {
  for (const { name, form, says } of CASES) {
    test(name, () => {
      const error = refusal(assumeRole(form))
      assert.equal(error.message, says)
      assert.deepEqual(sts.describeError(error), {
        code: 'ValidationError',
        status: 400,
        fault: 'Sender',
        message: says,
      })
    })
  }

  // As recorded from AWS: LocalStack, tests/aws/services/iam, test_iam_roles and test_iam_account_password_policy of 2026.
  const iamRefuses = (form: string): string =>
    refusal(() => iam.identify(formOf(`Version=2010-05-08&${form}`)).decode()).message

  test('IAM repeats neither values nor enumerations', () => {
    assert.equal(
      iamRefuses('Action=UpdateAccessKey&AccessKeyId=AKIAIOSFODNN7EXAMPLE&Status=active'),
      `1 validation error detected: ${failed("Value at 'status'", 'Member must satisfy enum value set')}`,
    )
    assert.equal(
      iamRefuses('Action=TagRole&RoleName=a&Tags.member.1.Key=not%21right&Tags.member.1.Value='),
      `1 validation error detected: ${failed("Value at 'tags.1.member.key'", 'Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+')}`,
    )
    assert.equal(
      iamRefuses('Action=UpdateAccountPasswordPolicy&MaxPasswordAge=1096'),
      `1 validation error detected: ${failed("Value at 'maxPasswordAge'", 'Member must have value less than or equal to 1095')}`,
    )
  })

  // As recorded from AWS: radkawar/stackd, testdata/aws/iam, account_properties, account_reporting and query_collections of 2026.
  test('IAM says of what is missing no more than of what is there; lists tell the values of an enumeration', () => {
    assert.equal(
      iamRefuses('Action=CreateUser'),
      `1 validation error detected: ${failed("Value at 'userName'", 'Member must not be null')}`,
    )
    assert.match(
      iamRefuses('Action=GetAccountAuthorizationDetails&Filter.member.1=user'),
      /Value at 'filter' failed to satisfy constraint: Member must satisfy constraint: \[Member must satisfy enum value set: \[\w+, \w+, \w+, \w+, \w+\]\]$/u,
    )
    const text = '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+'
    assert.equal(
      iamRefuses('Action=GetContextKeysForCustomPolicy&PolicyInputList.member.1='),
      `1 validation error detected: ${failed("Value at 'policyInputList'", `Member must satisfy constraint: [Member must have length less than or equal to 131072, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: ${text}]`)}`,
    )
  })

  test('IAM names all constraints of what is in a list', () => {
    const words =
      'Member must have length less than or equal to 128, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+, Member must not be null'
    assert.equal(
      iamRefuses(`Action=UntagRole&RoleName=a&TagKeys.member.1=${'k'.repeat(129)}`),
      `1 validation error detected: ${failed("Value at 'tagKeys'", `Member must satisfy constraint: [${words}]`)}`,
    )
  })

  // As recorded from AWS: LocalStack, test_iam_account_password_policy and test_iam_oidc of 2026.
  test('members in the order of a Java HashMap', () => {
    const atMost = (label: string, max: number) =>
      failed(`Value at '${label}'`, `Member must have value less than or equal to ${max}`)
    assert.equal(
      iamRefuses(
        'Action=UpdateAccountPasswordPolicy&MaxPasswordAge=1096&MinimumPasswordLength=129&PasswordReusePrevention=25',
      ),
      `3 validation errors detected: ${atMost('minimumPasswordLength', 128)}; ${atMost('passwordReusePrevention', 24)}; ${atMost('maxPasswordAge', 1_095)}`,
    )
    const long = (max: number) => `Member must have length less than or equal to ${max}`
    const inList = (max: number, min: number) =>
      `Member must satisfy constraint: [${long(max)}, Member must have length greater than or equal to ${min}]`
    assert.equal(
      iamRefuses(
        `Action=CreateOpenIDConnectProvider&Url=${'b'.repeat(256)}&ThumbprintList.member.1=${'b'.repeat(41)}&ClientIDList.member.1=${'b'.repeat(256)}`,
      ),
      `3 validation errors detected: ${failed("Value at 'clientIDList'", inList(255, 1))}; ${failed("Value at 'thumbprintList'", inList(40, 40))}; ${failed("Value at 'url'", long(255))}`,
    )
  })

  // Sources: specifiedValue.ts.
  test('IAM has its own sentences for names and paths of the wrong form, once all else is right', () => {
    const path = (label: string) =>
      `The specified value for ${label} is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.`
    const device = 'Action=CreateVirtualMFADevice&VirtualMFADeviceName=phone'
    for (const wrong of ['invalid-path/', '/invalid-path', '//', '/a b/'])
      assert.equal(iamRefuses(`${device}&Path=${encodeURIComponent(wrong)}`), path('path'))
    assert.equal(iamRefuses('Action=UpdateUser&UserName=ann&NewPath=x'), path('newPath'))
    assert.equal(iamRefuses('Action=CreatePolicy&PolicyName=p&PolicyDocument=x&Path=x'), path('path'))
    assert.equal(
      iamRefuses('Action=ListPolicies&PathPrefix=/foo'),
      'The specified value for pathPrefix is invalid. It must begin with the / character and contain only alphanumeric characters and/or / characters.',
    )
    assert.equal(
      iamRefuses('Action=CreateRole&RoleName=a%2Fb&AssumeRolePolicyDocument=x'),
      'The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
    )
    const tooLong = `1 validation error detected: ${failed("Value at 'path'", 'Member must have length less than or equal to 512')}`
    assert.equal(iamRefuses(`${device}&Path=/${'a'.repeat(512)}/`), tooLong)
    assert.equal(iamRefuses(`Action=CreateUser&UserName=a%2Fb&Path=/${'a'.repeat(512)}/`), tooLong)
    assert.equal(
      iamRefuses('Action=CreateUser&UserName='),
      `1 validation error detected: ${failed("Value at 'userName'", 'Member must have length greater than or equal to 1')}`,
    )
  })

  test('sensitive values are not repeated', () => {
    const secret = 'hunter2\u{1f600}'
    const form = `Action=ChangePassword&Version=2010-05-08&OldPassword=${encodeURIComponent(secret)}&NewPassword=x`
    const { message } = refusal(() => iam.identify(formOf(form)).decode())
    assert.ok(
      message.startsWith("1 validation error detected: Value at 'oldPassword' failed to satisfy constraint: "),
      message,
    )
    assert.ok(!message.includes('hunter2'))
  })

  test('a long value is cut in the sentence', () => {
    const { message } = refusal(assumeRole(`RoleArn=${'a'.repeat(100_000)}&${SESSION}`))
    assert.ok(message.length < 1300, `${message.length}`)
    assert.ok(
      message.endsWith(
        "...' at 'roleArn' failed to satisfy constraint: Member must have length less than or equal to 2048",
      ),
    )
  })

  test('an input of nothing but errors costs little', () => {
    const body = JSON.stringify({
      Email: 'a@b.cd',
      AccountName: 'x',
      Tags: Array.from({ length: 100_000 }, () => ({})),
    })
    const headers = [
      ['X-Amz-Target', 'AWSOrganizationsV20161128.CreateAccount'],
      ['Content-Type', 'application/x-amz-json-1.1'],
    ] as const
    assert.equal(
      refusal(() => organizations.identify(requestOf({ headers, body })).decode()).code,
      'InvalidInputException',
    )
    const tags = Array.from({ length: 400 }, (_, index) => `Tags.member.${index + 1}.Key=`).join('&')
    const { message } = refusal(assumeRole(`${ROLE}&${SESSION}&${tags}`))
    assert.ok(message.startsWith('5') && message.length < 20_000, message.slice(0, 80))
  })

  test('lengths count characters, not halves of surrogate pairs', () => {
    assert.doesNotThrow(assumeRole(`RoleArn=${encodeURIComponent('\u{1f600}'.repeat(2048))}&${SESSION}`))
    assert.throws(assumeRole(`RoleArn=${encodeURIComponent('\u{1f600}'.repeat(2049))}&${SESSION}`), ServiceError)
  })

  test('a pattern with nested repetition never sees more than the model allows', () => {
    const email = `a@${'b.'.repeat(100_000)}@`
    const before = performance.now()
    const request = requestOf({
      headers: [
        ['X-Amz-Target', 'AWSOrganizationsV20161128.CreateAccount'],
        ['Content-Type', 'application/x-amz-json-1.1'],
      ],
      body: JSON.stringify({ Email: email, AccountName: 'x' }),
    })
    assert.equal(refusal(() => organizations.identify(request).decode()).code, 'InvalidInputException')
    assert.ok(performance.now() - before < 2000)
  })
})

describe('Organizations', () => {
  const refused = (operation: string, body: unknown): ServiceError =>
    refusal(() =>
      organizations
        .identify(
          requestOf({
            headers: [
              ['X-Amz-Target', `AWSOrganizationsV20161128.${operation}`],
              ['Content-Type', 'application/x-amz-json-1.1'],
            ],
            body: JSON.stringify(body),
          }),
        )
        .decode(),
    )

  for (const [operation, body, reason] of [
    ['DescribeAccount', { AccountId: 'abc' }, 'INVALID_PATTERN'],
    ['DescribeAccount', {}, 'INPUT_REQUIRED'],
    ['ListAccounts', { MaxResults: 21 }, 'MAX_VALUE_EXCEEDED'],
    ['ListAccounts', { MaxResults: 0 }, 'MIN_VALUE_EXCEEDED'],
    ['CreateAccount', { Email: 'a@b.cd', AccountName: 'x'.repeat(51) }, 'MAX_LENGTH_EXCEEDED'],
    ['CreateAccount', { Email: 'a@b.c', AccountName: 'x' }, 'MIN_LENGTH_EXCEEDED'],
    ['CreateOrganization', { FeatureSet: 'SOME' }, 'INVALID_ENUM'],
  ] as const) {
    test(`${operation} ${JSON.stringify(body).slice(0, 40)} is ${reason}`, () => {
      const error = refused(operation, body)
      assert.equal(error.code, 'InvalidInputException')
      assert.deepEqual(error.detail.members, { Reason: reason })
    })
  }

  test('the sentence is the one AWS sends, the member is told to the log only', () => {
    const error = refused('DescribeAccount', { AccountId: 'abc' })
    assert.equal(error.message, 'You provided a value that does not match the required pattern.')
    assert.match(error.detail.reason ?? '', /at 'accountId' failed/u)
  })
})
