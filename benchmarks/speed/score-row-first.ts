// From the files of an artifact to the score of its first self-test row, in a process that has done nothing else.
import { loadModel, scorer } from '@sluice/core'
import { openStore } from '@sluice/engine'
import { stopwatch } from './child.ts'

const [folder = '', digest = ''] = process.argv.slice(2)
const store = await openStore(folder)
const watch = stopwatch()
const artifact = await loadModel(store, { kind: 'artifact', digest })
watch.stage('load')
const { row } = scorer(artifact)
watch.stage('compile')
row(artifact.selfTest.rows[0] ?? {})
watch.stage('score')
process.stdout.write(`${JSON.stringify(watch.report())}\n`)
