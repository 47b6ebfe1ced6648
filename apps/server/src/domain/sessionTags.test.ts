/** Session tags: what may be passed, and what is handed on. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ServiceError } from './errors.ts'
import { inheritedTags, sessionTags } from './sessionTags.ts'

const tag = (key: string, value = 'v'): { key: string; value: string } => ({ key, value })
const refuses = (message: RegExp, run: () => unknown): void =>
  assert.throws(
    run,
    (error) => error instanceof ServiceError && error.code === 'InvalidParameterValue' && message.test(error.message),
  )

describe('sessionTags', () => {
  test('marks the transitive ones, ignoring case', () => {
    const made = sessionTags({ tags: [tag('Team'), tag('stage')], transitiveKeys: ['TEAM'] }, [])
    assert.deepEqual(made, [
      { key: 'Team', value: 'v', transitive: true },
      { key: 'stage', value: 'v', transitive: false },
    ])
  })

  test('keeps inherited tags, transitive still', () => {
    const inherited = inheritedTags([
      { ...tag('Team', 'blue'), transitive: true },
      { ...tag('local'), transitive: false },
    ])
    assert.deepEqual(sessionTags({ tags: [tag('x')], transitiveKeys: [] }, inherited), [
      { key: 'x', value: 'v', transitive: false },
      { key: 'Team', value: 'blue', transitive: true },
    ])
  })

  test('refuses keys that repeat ignoring case', () => {
    refuses(/^Duplicate tag keys found/, () =>
      sessionTags({ tags: [tag('Team'), tag('tEAM')], transitiveKeys: [] }, []),
    )
  })

  test('refuses reserved keys', () => {
    refuses(/aws:/, () => sessionTags({ tags: [tag('AWS:x')], transitiveKeys: [] }, []))
  })

  test('refuses transitive keys that are not passed, or are passed twice', () => {
    refuses(/must be included/, () => sessionTags({ tags: [tag('a')], transitiveKeys: ['b'] }, []))
    refuses(/Duplicate transitive/, () => sessionTags({ tags: [tag('a')], transitiveKeys: ['a', 'A'] }, []))
  })

  test('refuses a key that the calling session hands on', () => {
    const inherited = [{ ...tag('Team'), transitive: true }]
    refuses(/conflicts with a transitive tag key/, () =>
      sessionTags({ tags: [tag('team')], transitiveKeys: [] }, inherited),
    )
  })
})
