// npm run demo: the agency's three weeks, and then the dashboard on them until Ctrl-C; with --no-serve it exits.
import { resolve } from 'node:path'
import { demo } from '../examples/agency/src/demo/main.ts'
import { serveDemo } from './demo/serve-demo.ts'

const args = process.argv.slice(2)
const exits = ['--no-serve', '--json'].some(flag => args.includes(flag)) || process.env['CI'] !== undefined
const code = await demo(args)
process.exitCode = code !== 0 || exits ? code : await serveDemo(resolve(import.meta.dirname, '..'))
