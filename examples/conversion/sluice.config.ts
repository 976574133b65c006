import { join } from 'node:path'
import { alertConsole, defineConfig, env } from 'sluice'
import conversion from './src/conversion.ts'
import { databaseName } from './src/project.ts'

const demo = join(import.meta.dirname, '.demo')

/** The project as `npm run conversion` leaves it: `npm run sluice -- runs --config examples/conversion/sluice.config.ts`. */
export default defineConfig({
  folder: '.demo/.sluice',
  alerts: [alertConsole(text => void process.stderr.write(`${text}\n\n`))],
  deployments: [
    conversion.deploy('shoes', {
      label: 'Shoes',
      schedule: '0 6 * * MON',
      params: { logs: join(demo, 'logs'), database: env(databaseName) },
    }),
  ],
})
