import { afterAll, beforeAll, describe } from 'vitest'
import { browserPath } from '../reports/opened-page.ts'
import { incidentCases } from './cases/incidents.ts'
import { keyCases } from './cases/keys.ts'
import { liveCases } from './cases/live.ts'
import { loginCases } from './cases/login.ts'
import { markupCases } from './cases/markup.ts'
import { pageCases } from './cases/pages.ts'
import { readingCases } from './cases/reading.ts'
import { runCases } from './cases/runs.ts'
import type { Stage } from './cases/stage.ts'
import { tokenCases } from './cases/tokens.ts'
import { openVisitor } from './visitor.ts'
import { openWorld } from './world/open-world.ts'

describe.skipIf(browserPath === undefined)('the dashboard on three weeks of the agency', () => {
  const stage = {} as Stage

  beforeAll(async () => {
    const opening = await Promise.all([openWorld(), openVisitor()])
    Object.assign(stage, { world: opening[0], visitor: opening[1] })
  }, 180_000)

  afterAll(async () => {
    await stage.visitor?.close()
    await stage.world?.close()
  })

  describe.each([
    ['each page', pageCases],
    ['reading', readingCases],
    ['keys', keyCases],
    ['markup', markupCases],
    ['logging in', loginCases],
    ['incidents', incidentCases],
    ['runs', runCases],
    ['tokens', tokenCases],
    ['live', liveCases],
  ] as const)('%s', (_, cases) => {
    cases(stage)
  })
})
