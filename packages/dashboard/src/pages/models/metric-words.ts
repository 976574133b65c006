const words: Readonly<Record<string, string>> = {
  auc: 'AUC',
  averagePrecision: 'average precision',
  logLoss: 'log loss',
  brier: 'Brier score',
  ece: 'ECE',
  f1: 'F1',
  rmse: 'RMSE',
  mae: 'MAE',
  r2: 'R²',
  meanScore: 'mean score',
  baseRate: 'base rate',
}

/** Names of metrics that are numbers of quality; how many rows they were measured on is none. */
export function qualityMetrics(names: Iterable<string>): readonly string[] {
  return [...new Set(names)].filter(name => name !== 'rows')
}

/** What a metric is called in the field. */
export function metricWords(name: string): string {
  return words[name] ?? name
}
