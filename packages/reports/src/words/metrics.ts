const metricNames: Readonly<Record<string, string>> = {
  auc: 'AUC',
  averagePrecision: 'Average precision',
  logLoss: 'Log loss',
  brier: 'Brier score',
  rmse: 'RMSE',
  accuracy: 'accuracy',
  r2: 'R²',
}

/** A metric's name; its own where it has none. */
export function metricName(metric: string): string {
  return Object.hasOwn(metricNames, metric) ? (metricNames[metric] as string) : metric
}
