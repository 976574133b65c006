import { demo } from '../examples/agency/src/demo/main.ts'

process.exitCode = await demo(process.argv.slice(2))
