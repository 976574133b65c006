import type { EvaluationData, SampleEvaluation } from '@sluice/core'
import { count, decimal, interval, percent, plain, share } from './numbers.ts'
import { mainSample, sampleWords } from './samples.ts'

/** The verdict as a headline with its tone. */
export interface Verdict {
  readonly tone: 'good' | 'caution' | 'neutral'
  readonly headline: string
  /** Why, and how good the model is. */
  readonly paragraphs: readonly string[]
}

/** Says what became of the version and how good it is. */
export function verdictOf(data: EvaluationData): Verdict {
  const { outcome } = data
  const main = mainSample(data)
  const sentences =
    main === undefined ? [] : data.task === 'binary' ? classWords(data, main) : numberWords(main)
  if (outcome === undefined) {
    return { tone: 'neutral', headline: 'Trained, not registered', paragraphs: [sentences.join(' ')] }
  }
  const { version, promoted, why } = outcome
  const headline = promoted ? `Version ${version} is the champion` : `Version ${version} was not promoted`
  const reason = promoted ? `Reason: ${why}.` : `The champion stays. Reason: ${why}.`
  return { tone: promoted ? 'good' : 'caution', headline, paragraphs: [reason, sentences.join(' ')] }
}

function classWords(data: EvaluationData, main: SampleEvaluation): readonly string[] {
  if (data.classes !== undefined) return severalWords(data.classes, main)
  const { metrics, ranking } = main
  const { rows, positives, baseRate, deciles, confusion } = metrics
  const [top] = deciles
  const sentences = [
    `Judged on ${count(rows)} ${sampleWords(main)}; ${count(positives)} of them (${percent(baseRate)}) were positive.`,
  ]
  if (ranking?.auc) {
    const { value } = ranking.auc
    sentences.push(
      `Of a positive and a negative row it ranks the positive one higher ${percent(value)} of the time (AUC ${decimal(value)}, 95\u00A0% interval ${interval(ranking.auc)}).`,
    )
  }
  if (top?.gain !== null && top?.gain !== undefined) {
    sentences.push(
      `The tenth of rows with the highest scores holds ${percent(top.gain)} of the positives, ${plain(top.lift, 2)} times the average.`,
    )
  }
  if (confusion !== null && data.threshold !== undefined) {
    sentences.push(
      `At its threshold (${data.threshold.why}) it selects ${share(confusion.selectedShare)} of these rows, of which ${percent(confusion.precision)} are positive, and finds ${percent(confusion.recall)} of all positives.`,
    )
  }
  return sentences
}

function severalWords(classes: readonly string[], main: SampleEvaluation): readonly string[] {
  const { rows, baseRate, meanScore } = main.metrics
  return [
    `Judged on ${count(rows)} ${sampleWords(main)}.`,
    `The most probable of ${count(classes.length)} classes was the right one for ${percent(baseRate)} of them; the model was ${percent(meanScore)} sure on average.`,
  ]
}

function numberWords(main: SampleEvaluation): readonly string[] {
  const { rows, rmse, mae, r2 } = main.metrics
  return [
    `Judged on ${count(rows)} ${sampleWords(main)}.`,
    `Predictions are off by ${plain(mae, 3)} on average (RMSE ${plain(rmse, 3)}) and explain ${percent(r2)} of the variance.`,
  ]
}
