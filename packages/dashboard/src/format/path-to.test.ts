import { expect, test } from 'vitest'
import { pathTo } from './path-to.ts'

test.each([
  [pathTo.run('8f2'), '/runs/8f2'],
  [pathTo.run('8f2', 'extract[a/b]'), '/runs/8f2?step=extract%5Ba%2Fb%5D'],
  [pathTo.model('propensity/alpine'), '/models/propensity%2Falpine'],
  [pathTo.deployment('propensity.refresh', 'キ'), '/deployments/propensity.refresh/%E3%82%AD'],
])('%s is %s', (made, expected) => expect(made).toBe(expected))
