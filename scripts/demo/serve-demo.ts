import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { startFakeSegment } from '@sluice/connectors/testing'
import { clients } from '../../examples/agency/src/clients.ts'
import { writeKeyName } from '../../examples/agency/src/project.ts'
import { buildDashboard } from '../build/dashboard.ts'
import { isFree } from '../ports/free-port.ts'

const usualPort = 4747

/**
 * Serves the dashboard on what the demo left, with the platform that its scores went to, so that every action works.
 * Nothing is due by itself: the demo's Mondays are in the past.
 */
export async function serveDemo(root: string): Promise<number> {
  await buildDashboard(root)
  const cdp = await startFakeSegment({ seed: 1 })
  const keys = Object.fromEntries(clients.map(({ id }) => [writeKeyName(id), `demo-key-${id}`]))
  const flags = ['--conditions=@sluice/source', '--disable-warning=ExperimentalWarning']
  const config = join(root, 'examples/agency/sluice.config.ts')
  const port = (await isFree(usualPort)) ? usualPort : 0
  const serve = ['serve', '--config', config, '--no-scheduler', '--open', '--port', String(port)]
  const child = spawn(process.execPath, [...flags, join(root, 'packages/cli/src/bin.ts'), ...serve], {
    stdio: 'inherit',
    env: { ...process.env, ...keys, AGENCY_CDP_URL: cdp.url },
  })
  // Ctrl-C reaches the whole group; what asks politely reaches only this process.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  const [code] = (await once(child, 'close')) as [number | null]
  await cdp.stop()
  return code ?? 1
}
