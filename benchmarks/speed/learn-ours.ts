// One contender of learn.ts: logistic regression by Sluice. Argument: the file of learn-data.ts.
import { learnerKind, logisticRegression, type LogisticModel } from '@sluice/core'
import { stopwatch } from './child.ts'
import { readDesign } from './learn-data.ts'

const { design, target } = await readDesign(process.argv[2] ?? '')
const blocks = design.map((values, i) => ({ kind: 'dense', name: `x${i}`, values }) as const)
const learner = logisticRegression()
const kind = learnerKind(learner.kind)
const watch = stopwatch()
const model = kind.learn(learner, { rows: target.length, blocks }, target) as LogisticModel
watch.stage('fit')
const weights = [model.intercept, ...Object.values(kind.coefficients(model))]
process.stdout.write(`${JSON.stringify({ ...watch.report(), weights, iterations: model.iterations })}\n`)
