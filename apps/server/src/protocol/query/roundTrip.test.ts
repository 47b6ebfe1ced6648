/** Every query operation's input and output survives the wire, read and written by code that shares nothing with the codec. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { textArbitrary, valueArbitrary } from '../fixtures/arbitrary.ts'
import { formOf, REPLY } from '../fixtures/request.ts'
import { child, readXml, type XmlElement } from '../fixtures/xmlReader.ts'
import { readModel } from '../model.ts'
import { parseParameters, uniqueParameters } from '../parameters.ts'
import { patterns } from '../patterns.generated.ts'
import { type Schema, Schemas, type StructureSchema } from '../schema.ts'
import { loadProtocol } from '../loadProtocol.ts'
import { readQueryInput } from './queryInput.ts'

const text = textArbitrary(true)
const formText = textArbitrary(false)

const escape = (value: string): string => encodeURIComponent(value).replaceAll('%20', '+')

/** Writes parameters the way botocore does. */
function written(schema: Schema, value: unknown, name: string): string[] {
  switch (schema.kind) {
    case 'structure': {
      const members = value as Record<string, unknown>
      return schema.members.flatMap((member) => {
        const inner = members[member.name]
        return inner === undefined
          ? []
          : written(member.schema, inner, name === '' ? member.name : `${name}.${member.name}`)
      })
    }
    case 'list': {
      const items = value as unknown[]
      if (items.length === 0) return [`${name}=`]
      return items.flatMap((item, index) => written(schema.item, item, `${name}.member.${index + 1}`))
    }
    case 'map':
      return [...(value as Map<string, unknown>)].flatMap(([key, item], index) => [
        `${name}.entry.${index + 1}.key=${escape(key)}`,
        ...written(schema.value, item, `${name}.entry.${index + 1}.value`),
      ])
    case 'scalar':
      if (schema.type === 'timestamp') return [`${name}=${escape(isoOf(value as number))}`]
      if (value instanceof Uint8Array) return [`${name}=${escape(Buffer.from(value).toString('base64'))}`]
      return [`${name}=${escape(String(value))}`]
  }
}

const isoOf = (epochMs: number): string => new Date(epochMs).toISOString()

/** Reads what the XML says. */
function seen(schema: Schema, { text, children }: XmlElement): unknown {
  switch (schema.kind) {
    case 'structure': {
      assert.deepEqual(new Set(children.map(({ name }) => name)).size, children.length)
      const members = new Map(schema.members.map((member) => [member.name, member.schema]))
      return Object.fromEntries(
        children.map((each) => [each.name, seen(members.get(each.name) ?? assert.fail(each.name), each)]),
      )
    }
    case 'list':
      return children.map((each) => {
        assert.equal(each.name, 'member')
        return seen(schema.item, each)
      })
    case 'map':
      return new Map(children.map((entry) => [child(entry, 'key').text, seen(schema.value, child(entry, 'value'))]))
    case 'scalar':
      if (schema.type === 'string') return text
      if (schema.type === 'blob') return Uint8Array.from(atob(text), (each) => each.charCodeAt(0))
      if (schema.type === 'timestamp') return Date.parse(text)
      return schema.type === 'boolean' ? text === 'true' : Number(text)
  }
}

for (const name of ['sts', 'iam'] as const) {
  const model = readModel(name)
  const schemas = new Schemas(model, patterns)
  const protocol = loadProtocol(name)
  const shapeOf = (shape: string | undefined): StructureSchema | undefined =>
    shape === undefined ? undefined : schemas.structure(shape)

  test(`${name}: every input survives the form`, () => {
    for (const [operation, { input }] of Object.entries(model.operations)) {
      const schema = shapeOf(input)
      if (schema === undefined) continue
      fc.assert(
        fc.property(valueArbitrary(schema, formText), (value) => {
          const form = written(schema, value, '').join('&')
          assert.deepEqual(readQueryInput(schema, uniqueParameters(parseParameters(form))), value, operation)
        }),
        { numRuns: 25 },
      )
    }
  })

  test(`${name}: every output survives the XML`, () => {
    for (const [operation, { output, resultWrapper }] of Object.entries(model.operations)) {
      const schema = shapeOf(output)
      const values = schema === undefined ? fc.constant({}) : valueArbitrary(schema, text)
      fc.assert(
        fc.property(values, (value) => {
          const answer = protocol.operation(operation)?.encodeOutput(value, REPLY) ?? assert.fail()
          const root = readXml(Buffer.from(answer.body).toString('utf8'))
          assert.equal(root.name, `${operation}Response`)
          assert.equal(root.attributes, ` xmlns="${model.metadata.xmlNamespace}"`)
          assert.equal(child(child(root, 'ResponseMetadata'), 'RequestId').text, REPLY.requestId)
          if (schema !== undefined) assert.deepEqual(seen(schema, child(root, resultWrapper ?? '')), value, operation)
        }),
        { numRuns: 25 },
      )
    }
  })

  test(`${name}: every operation is found by its name and version`, () => {
    for (const operation of Object.keys(model.operations)) {
      const found = protocol.identify(formOf(`Action=${operation}&Version=${model.metadata.apiVersion}`))
      assert.equal(found.operation.name, operation)
    }
  })
}
