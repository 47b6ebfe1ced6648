/** A short life with Debian's AWS CLI, with a waiter and pages: all lives with all CLIs are in lives.slow.test.ts. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { openWorld } from '../world.ts'
import type { World } from '../world.ts'
import { DEBIAN, live, skipUnlessThere } from './live.ts'
import { ROLE_IN_PROFILE } from './lives.ts'

describe("Debian's AWS CLI", { skip: skipUnlessThere(DEBIAN) }, () => {
  let world: World
  const cwd = mkdtempSync(join(tmpdir(), 'brevet-cli-'))
  before(async () => {
    world = await openWorld()
  })
  after(async () => {
    rmSync(cwd, { recursive: true, force: true })
    await world.close()
  })

  test(ROLE_IN_PROFILE.entity, () => live(ROLE_IN_PROFILE, DEBIAN, { world, cwd }))
})
