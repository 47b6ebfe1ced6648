/** The AWS SDK as oracle: what it sends decodes to what it was given, and what we answer parses to what we meant. Every operation. */
import assert from 'node:assert/strict'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import * as accessanalyzer from '@aws-sdk/client-accessanalyzer'
import * as iam from '@aws-sdk/client-iam'
import * as organizations from '@aws-sdk/client-organizations'
import * as sts from '@aws-sdk/client-sts'
import { ServiceError } from '../domain/errors.ts'
import { requestOf } from './fixtures/request.ts'
import { sampleOf } from './fixtures/samples.ts'
import { loadProtocol, type ModelName } from './loadProtocol.ts'
import { readModel } from './model.ts'
import { patterns } from './patterns.generated.ts'
import type { Encoded, Identified } from './protocol.ts'
import { acceptsJson } from './query/awsQuery.ts'
import { Schemas } from './schema.ts'

const REQUEST_ID = '0ea3cdd3-6f6c-4c5e-9c0a-0d9a1f0c7c11'
const SECRETS = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x'.repeat(40) }
/** AWS's services whose clients are installed. Nobody else has a client of our own; the AWS CLI calls Account. */
type AwsModel = Exclude<ModelName, 'account' | 'brevet'>

/** Operations of the model that the installed SDK does not have yet or any more. */
const ABSENT: Readonly<Record<AwsModel, readonly string[]>> = {
  sts: [],
  iam: [],
  organizations: [],
  accessanalyzer: [],
}
/** Members that our overlays add: the SDK does not know them. */
const OVERLAID: ReadonlySet<string> = new Set([
  'GetSessionToken.Policy',
  'GetSessionToken.PolicyArns',
  'GetSessionToken.PackedPolicySize',
])

/** What the server does with the next request. */
let answer: (identified: Identified) => Encoded = () => assert.fail('no answer prepared')
let handled: { name: string; input: unknown } | undefined

async function bodyOf(message: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

const pairs = (raw: readonly string[]): [string, string][] =>
  Array.from({ length: raw.length / 2 }, (_, index) => [raw[index * 2] ?? '', raw[index * 2 + 1] ?? ''])

/** Times are Dates in the SDK, maps are records, and it adds `$metadata`. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return value.getTime()
  if (value instanceof Uint8Array) return Uint8Array.from(value)
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [key, plain(item)]))
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, item]) => name !== '$metadata' && item !== undefined)
      .map(([name, item]) => [name, plain(item)]),
  )
}

/** The other way, for inputs. */
function forSdk(schema: ReturnType<Schemas['get']>, value: unknown): unknown {
  if (schema.kind === 'list') return (value as unknown[]).map((item) => forSdk(schema.item, item))
  if (schema.kind === 'scalar') return schema.type === 'timestamp' ? new Date(value as number) : value
  if (schema.kind === 'map') {
    const entries = [...(value as Map<string, unknown>)]
    return Object.fromEntries(entries.map(([key, item]) => [key, forSdk(schema.value, item)]))
  }
  const members = new Map(schema.members.map((member) => [member.name, member.schema]))
  return Object.fromEntries(
    Object.entries(value as object).map(([name, item]) => [name, forSdk(members.get(name) ?? assert.fail(), item)]),
  )
}

interface SdkClient {
  send(command: never): Promise<unknown>
  destroy(): void
}

interface Sdk {
  readonly commands: Readonly<Record<string, unknown>>
  client(endpoint: string): SdkClient
}

const options = (endpoint: string) => ({ endpoint, region: 'us-east-1', credentials: SECRETS, maxAttempts: 1 })

const SDKS: Readonly<Record<AwsModel, Sdk>> = {
  sts: { commands: { ...sts }, client: (endpoint) => new sts.STSClient(options(endpoint)) },
  iam: { commands: { ...iam }, client: (endpoint) => new iam.IAMClient(options(endpoint)) },
  organizations: {
    commands: { ...organizations },
    client: (endpoint) => new organizations.OrganizationsClient(options(endpoint)),
  },
  accessanalyzer: {
    commands: { ...accessanalyzer },
    client: (endpoint) => new accessanalyzer.AccessAnalyzerClient(options(endpoint)),
  },
}

for (const service of ['sts', 'iam', 'organizations', 'accessanalyzer'] as const) {
  describe(`${service} through the SDK`, () => {
    const protocol = loadProtocol(service)
    const model = readModel(service)
    const schemas = new Schemas(model, patterns)
    const unions = new Set(Object.keys(model.shapes).filter((name) => model.shapes[name]?.union === true))
    const server = createServer((message, response) => {
      void bodyOf(message).then((body) => {
        const request = requestOf({
          method: message.method ?? '',
          target: message.url ?? '',
          headers: pairs(message.rawHeaders),
          body,
        })
        const reply = { requestId: REQUEST_ID, json: acceptsJson(request) }
        let encoded: Encoded
        try {
          const identified = protocol.identify(request)
          handled = { name: identified.operation.name, input: identified.decode() }
          encoded = answer(identified)
        } catch (error) {
          encoded = protocol.encodeError(error, reply)
        }
        response.writeHead(encoded.status, Object.fromEntries(encoded.headers)).end(encoded.body)
      })
    })
    let client: SdkClient
    before(async () => {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      client = SDKS[service].client(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    })
    after(() => {
      client.destroy()
      server.closeAllConnections()
      server.close()
    })

    const commandOf = (name: string): (new (input: unknown) => never) | undefined =>
      SDKS[service].commands[`${name}Command`] as (new (input: unknown) => never) | undefined

    const sample = (operation: string, shape: string | undefined): Record<string, unknown> => {
      const value = shape === undefined ? {} : (sampleOf(schemas.get(shape), unions) as Record<string, unknown>)
      return Object.fromEntries(Object.entries(value).filter(([member]) => !OVERLAID.has(`${operation}.${member}`)))
    }

    test('the SDK knows the operations of the model', () => {
      const absent = Object.keys(model.operations).filter((name) => commandOf(name) === undefined)
      assert.deepEqual(absent, ABSENT[service])
    })

    for (const [name, operation] of Object.entries(model.operations)) {
      const Command = commandOf(name)
      if (Command === undefined) continue
      test(name, async () => {
        const input = sample(name, operation.input)
        const output = sample(name, operation.output)
        answer = ({ operation }) => operation.encodeOutput(output, { requestId: REQUEST_ID, json: false })
        const given = operation.input === undefined ? {} : forSdk(schemas.get(operation.input), input)
        const parsed = (await client.send(new Command(given))) as { $metadata: { requestId?: string } }
        assert.deepEqual(handled, { name, input })
        assert.deepEqual(plain(parsed), plain(output))
        assert.equal(parsed.$metadata.requestId, REQUEST_ID)
      })
    }

    test('every modelled exception has its name, sentence and status', async () => {
      const [name] = Object.keys(model.operations)
      for (const [exception, shape] of Object.entries(model.shapes)) {
        if (shape.exception !== true) continue
        answer = () => {
          throw new ServiceError(exception, 'a "sentence" & <more>')
        }
        // An operation that models the exception, where there is one: the SDK names others by their wire code.
        const modelled = Object.entries(model.operations).find(([, { errors }]) => errors.includes(exception))?.[0]
        const operation = modelled ?? name ?? ''
        const Command = commandOf(operation) ?? assert.fail()
        const shapeName = model.operations[operation]?.input
        const given = shapeName === undefined ? {} : forSdk(schemas.get(shapeName), sample(operation, shapeName))
        const error = (await client.send(new Command(given)).then(
          () => assert.fail(),
          (thrown: unknown) => thrown,
        )) as Error & {
          $metadata: { httpStatusCode: number }
        }
        assert.ok([exception, shape.error?.code].includes(error.name), `${exception} became ${error.name}`)
        assert.equal(error.message, 'a "sentence" & <more>')
        assert.equal(error.$metadata.httpStatusCode, shape.error?.httpStatusCode ?? (shape.fault === true ? 500 : 400))
      }
    })
  })
}
