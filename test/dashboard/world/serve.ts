// A world to look at: `node --conditions=@sluice/source test/dashboard/world/serve.ts`; Ctrl-C ends it.
import { openWorld } from './open-world.ts'

const world = await openWorld()
process.stdout.write(`${world.url}\n${world.locked.url} ${world.locked.token}\n`)
process.once('SIGINT', () => void world.close())
process.once('SIGTERM', () => void world.close())
