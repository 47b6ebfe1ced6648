/** The life of every entity with every AWS CLI of the machine. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { skipWithout } from '../child.ts'
import { openWorld } from '../world.ts'
import type { World } from '../world.ts'
import { DEBIAN, live, skipUnlessThere } from './live.ts'
import { LIVES } from './lives.ts'

const CLIS = [
  { cli: 'aws', skip: skipWithout('aws') },
  { cli: DEBIAN, skip: skipUnlessThere(DEBIAN) },
] as const

for (const { cli, skip } of CLIS)
  describe(`lives with ${cli}`, { skip, concurrency: 2 }, () => {
    let world: World
    const cwd = mkdtempSync(join(tmpdir(), 'brevet-cli-'))
    before(async () => {
      world = await openWorld()
    })
    after(async () => {
      rmSync(cwd, { recursive: true, force: true })
      await world.close()
    })

    for (const life of LIVES) test(life.entity, () => live(life, cli, { world, cwd }))
  })
