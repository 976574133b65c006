import { join } from 'node:path'
import { alertConsole, alertFile } from 'sluice'
import { repair } from './src/demo/repair.ts'
import { agencyProject } from './src/project.ts'

const demo = join(import.meta.dirname, '.demo')

/** The project as the demo leaves it, repaired; `npm run sluice -- runs --config examples/agency/sluice.config.ts`. */
export default agencyProject({
  warehouses: join(demo, 'warehouses'),
  cdpUrl: process.env['AGENCY_CDP_URL'] ?? 'http://127.0.0.1:4010',
  mappings: { [repair.client]: repair.mapping },
  alerts: [
    alertConsole(text => void process.stderr.write(`${text}\n\n`)),
    alertFile(join(demo, 'alerts.jsonl')),
  ],
  folder: '.demo/.sluice',
})
