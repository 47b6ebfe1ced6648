/** Plays calls on the real operations with a real store, beside the model. */
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ServiceError } from '../../apps/server/src/domain/errors.ts'
import { compile } from '../../apps/server/src/protocol/compile.ts'
import { readModel } from '../../apps/server/src/protocol/model.ts'
import { patterns } from '../../apps/server/src/protocol/patterns.generated.ts'
import { validationErrorOf, violationsOf } from '../../apps/server/src/protocol/validate.ts'
import { iam } from '../../apps/server/src/services/iam/service.ts'
import { ACCOUNT, openIam } from '../../apps/server/src/services/iam/testing.ts'
import type { IamHarness } from '../../apps/server/src/services/iam/testing.ts'
import type { ReadOperation, WriteOperation } from '../../apps/server/src/services/operation.ts'
import { codeAt } from '../scenarios/totp.ts'
import { assertDetailsAgree } from './details.ts'
import { predict } from './operations.ts'
import { orphansIn } from './orphans.ts'
import { predicted } from './predicted.ts'
import { shownBy } from './shown.ts'
import type { Call } from './shown.ts'
import { newState, optional } from './state.ts'
import type { Answer, Input, State } from './state.ts'
import type { Step } from './steps.ts'

const served = new Map(iam.operations.map((operation) => [operation.name, operation]))
const model = readModel('iam')
const { schemas } = compile(model, patterns)

/** Throws the ValidationError that the protocol would. */
function validate(name: string, input: object): void {
  const shape = model.operations[name]?.input
  const violations = shape === undefined ? [] : violationsOf(schemas.structure(shape), input)
  if (violations.length > 0) throw validationErrorOf(violations)
}

/** The operation; what runs is what the server has, whatever it takes and answers. */
function operationOf(name: string): WriteOperation<object, unknown> | ReadOperation<object, unknown> {
  const operation = served.get(name)
  if (operation === undefined) throw new Error(`${name} is not served`)
  return operation as ReadOperation<object, unknown>
}

/** Ids and seeds that the server made, for the steps that mean them. */
interface Learned {
  readonly keys: string[]
  readonly credentials: string[]
  readonly sshKeys: string[]
  readonly certificates: string[]
  readonly seeds: Map<string, string>
}

/** A call that was made: what was sent, and what came back. */
interface Played {
  readonly operation: string
  readonly input: Input
  readonly outcome: { readonly answer: Answer } | { readonly code: string }
}

/** A server's IAM with an empty account. */
export interface Game {
  /** Makes the call, and answers what the server said. */
  play(step: Step): Promise<Played>
  /** The calls in the order in which their transactions ran. */
  readonly order: readonly Played[]
  /** Throws unless everything that is shown is what `state` says, now and after the store was closed and opened again. */
  check(state: State, pageSize: number): Promise<void>
  /** The model of an account that has nothing yet. */
  readonly state: State
  close(): Promise<void>
}

/** Where a sync costs nothing, if there is such a place: this is not about the disk. */
const temporary = (): string => mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'brevet-model-'))

const place = (text: string): number => Number(text.slice(1))

/** The step's request with what it stands for. */
function resolved({ input }: Step, learned: Learned, { clock }: IamHarness): Input {
  const { AccessKeyId: key, ServiceSpecificCredentialId: credential, AuthenticationCode1: code } = input
  const { SSHPublicKeyId: sshKey, CertificateId: certificate } = input
  const seed = learned.seeds.get(optional(input, 'SerialNumber') ?? '')
  // Codes are good once.
  if (code !== undefined) clock.advance(90_000)
  const nowMs = clock.nowMs()
  const isRight = code === 'right' && seed !== undefined
  const codes = isRight ? [codeAt(seed, nowMs - 30_000), codeAt(seed, nowMs)] : ['000000', '000000']
  return {
    ...input,
    ...(typeof key === 'string' ? { AccessKeyId: learned.keys[place(key)] ?? 'AKIAIOSFODNN7UNKNOWN' } : {}),
    ...(typeof sshKey === 'string' ? { SSHPublicKeyId: learned.sshKeys[place(sshKey)] ?? 'APKAIOSFODNN7UNKNOWN' } : {}),
    ...(typeof certificate === 'string'
      ? { CertificateId: learned.certificates[place(certificate)] ?? 'CERTIFICATEIDTHATISUNKNOWN' }
      : {}),
    ...(typeof credential === 'string'
      ? { ServiceSpecificCredentialId: learned.credentials[place(credential)] ?? 'ACCAIOSFODNN7UNKNOWN' }
      : {}),
    ...(code === undefined ? {} : { AuthenticationCode1: codes[0], AuthenticationCode2: codes[1] }),
  }
}

function learn(answer: Answer, { keys, credentials, sshKeys, certificates, seeds }: Learned): void {
  const { SSHPublicKey, Certificate } = answer
  if (SSHPublicKey !== undefined) sshKeys.push(String(SSHPublicKey['SSHPublicKeyId']))
  if (Certificate !== undefined) certificates.push(String(Certificate['CertificateId']))
  const { AccessKey, ServiceSpecificCredential, VirtualMFADevice } = answer
  if (AccessKey !== undefined) keys.push(String(AccessKey['AccessKeyId']))
  if (ServiceSpecificCredential !== undefined)
    credentials.push(String(ServiceSpecificCredential['ServiceSpecificCredentialId']))
  if (VirtualMFADevice !== undefined)
    seeds.set(String(VirtualMFADevice['SerialNumber']), String(VirtualMFADevice['Base32StringSeed']))
}

/** What a call is about, and how it is read. */
const READS = [
  ['UserName', 'GetUser'],
  ['GroupName', 'GetGroup'],
  ['RoleName', 'GetRole'],
  ['PolicyArn', 'GetPolicy'],
] as const

/** Reads what the call is about, so that the server remembers it as it was. */
async function readBefore(input: Input, call: Call): Promise<void> {
  for (const [member, operation] of READS)
    if (input[member] !== undefined)
      await call(operation, { [member]: input[member] }).catch((error: unknown) => {
        if (!(error instanceof ServiceError)) throw error
      })
}

/** Opens a game of its own. */
export async function openGame(): Promise<Game> {
  const directory = temporary()
  const file = join(directory, 'store.db')
  let harness = await openIam({}, file)
  const learned: Learned = { keys: [], credentials: [], sshKeys: [], certificates: [], seeds: new Map() }
  const order: Played[] = []
  const call: Call = async <O>(name: string, input: object) => {
    validate(name, input)
    return (await harness.run(operationOf(name), input)) as O
  }
  const state = newState(ACCOUNT, harness.admin.userId)
  return {
    order,
    state,
    async play(step) {
      const input = resolved(step, learned, harness)
      await readBefore(input, call)
      const played = await playOn(harness, { operation: step.operation, input }, order)
      if ('answer' in played.outcome) learn(played.outcome.answer, learned)
      return played
    },
    async check(expected, pageSize) {
      for (const reopened of [false, true]) {
        if (reopened) {
          await harness.close()
          assert.deepEqual(orphansIn(file), [])
          harness = await openIam({}, file)
        }
        const shown = await shownBy(call, pageSize)
        assert.deepEqual(shown, predicted(expected))
        await assertDetailsAgree(call, pageSize, shown)
      }
    },
    async close() {
      await harness.close()
      rmSync(directory, { recursive: true })
    },
  }
}

/** Makes the call. It takes its place in the order when its transaction runs, or when it is refused before there is one. */
async function playOn(harness: IamHarness, asked: Step, order: Played[]): Promise<Played> {
  const { operation: name, input } = asked
  const operation = operationOf(name)
  let mark = -1
  const takePlace = () => {
    mark = order.length
    order.push({ ...asked, outcome: { code: 'not answered yet' } })
  }
  const marked =
    'run' in operation
      ? {
          ...operation,
          run: (...given: Parameters<WriteOperation<object, unknown>['run']>) => {
            takePlace()
            return (operation as WriteOperation<object, unknown>).run(...given)
          },
        }
      : operation
  let outcome: Played['outcome']
  try {
    validate(name, input)
    outcome = { answer: (await harness.run(marked, input)) as Answer }
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    outcome = { code: error.code }
  }
  if (mark < 0) takePlace()
  const played = { ...asked, outcome }
  order[mark] = played
  return played
}

/** Does the model say the same? If it does, the state is changed as the call changed it. */
export function compare(state: State, { operation, input, outcome }: Played): void {
  const said = predict(state, operation, input)
  const expected = typeof said === 'string' ? said : 'success'
  const got = 'code' in outcome ? outcome.code : 'success'
  assert.equal(got, expected, `${operation} ${JSON.stringify(input)}`)
  if (typeof said !== 'string' && 'answer' in outcome) said(outcome.answer)
}
