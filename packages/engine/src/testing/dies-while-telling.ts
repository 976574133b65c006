import { openEngine } from '../open-engine.ts'
import { channelTo } from '../incidents/testing/inbox.ts'
import { failing, runOnce, tablesPlan } from '../incidents/testing/incident-world.ts'

const [root = '', url = '', point = ''] = process.argv.slice(2)

const engine = await openEngine({
  root,
  env: { INBOX_TOKEN: 't0ken-of-the-inbox' },
  channels: [channelTo(url, 'slack')],
  crashPoint: name => {
    if (name === point) process.kill(process.pid, 'SIGKILL')
  },
})
await runOnce(engine, tablesPlan('acme', {}, { finds: { orders: [failing('orders')] } }))
