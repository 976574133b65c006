// npm run sluice -- <command>: the command line on the sources, with the pages of the dashboard built when it serves them.
import { resolve } from 'node:path'
import { buildDashboard } from './build/dashboard.ts'

if (['serve', 'dev'].includes(process.argv[2] ?? '')) await buildDashboard(resolve(import.meta.dirname, '..'))
// oxlint-disable-next-line no-restricted-imports -- the command is not a public name
await import('../packages/cli/src/bin.ts')
