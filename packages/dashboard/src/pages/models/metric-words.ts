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
}

/** What a metric is called in the field. */
export function metricWords(name: string): string {
  return words[name] ?? name
}
