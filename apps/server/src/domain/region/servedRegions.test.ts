/** Which regions accounts see, and which of them are theirs to switch. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { AWS_REGIONS } from './awsRegions.ts'
import { servedRegions } from './servedRegions.ts'

describe('servedRegions', () => {
  test('without a list: those of AWS; what its accounts opt into is off', () => {
    const served = servedRegions({ regions: undefined, homeRegion: 'us-east-1' })
    assert.deepEqual(served.names, [...AWS_REGIONS.keys()].sort())
    assert.equal(served.optIn('af-south-1'), 'DISABLED')
    assert.equal(served.optIn('eu-central-1'), undefined)
    assert.equal(served.optIn('our-cellar-1'), undefined)
  })

  test('the home region is always on, and always there', () => {
    const cape = servedRegions({ regions: undefined, homeRegion: 'af-south-1' })
    assert.equal(cape.optIn('af-south-1'), undefined)
    assert.equal(cape.optIn('me-south-1'), 'DISABLED')
    const cellar = servedRegions({ regions: undefined, homeRegion: 'our-cellar-1' })
    assert.ok(cellar.names.includes('our-cellar-1'))
  })

  test('with a list: these and no others, all on', () => {
    const served = servedRegions({ regions: ['me-south-1', 'af-south-1', 'eu-west-1'], homeRegion: 'af-south-1' })
    assert.deepEqual(served.names, ['af-south-1', 'eu-west-1', 'me-south-1'])
    assert.deepEqual(
      served.names.map((name) => served.optIn(name)),
      [undefined, undefined, 'ENABLED'],
    )
  })

  test('the table: 17 regions from before 20 March 2019, 17 after', () => {
    const count = (kind: string) => [...AWS_REGIONS.values()].filter((one) => one === kind).length
    assert.deepEqual([count('default'), count('optIn')], [17, 17])
  })
})
