type Key = readonly string[]

/** Which queries show something of a topic; those of one thing take its id. */
const shownBy: Readonly<Record<string, (id: string) => readonly Key[]>> = {
  run: id => [['run', id], ['run-events', id], ['runs'], ['overview'], ['grid']],
  runs: () => [['runs'], ['overview'], ['grid']],
  step: id => [
    ['run', id],
    ['run-events', id],
  ],
  incident: id => [['incident', id], ['incidents'], ['overview']],
  incidents: () => [['incidents'], ['incident'], ['overview']],
  model: id => [['model', id], ['models']],
  models: () => [['models'], ['model']],
  deployment: () => [['deployments'], ['deployment'], ['overview']],
  deployments: () => [['deployments'], ['deployment'], ['overview']],
  delivery: id => [['delivery', id], ['deliveries']],
  deliveries: () => [['deliveries'], ['delivery']],
  dataset: () => [['datasets']],
  datasets: () => [['datasets']],
  backfill: () => [['backfills'], ['grid']],
  backfills: () => [['backfills'], ['grid']],
}

/** The queries that a message of `/v1/live` makes stale; of a topic that is not known, all. */
export function staleFor(message: string): readonly Key[] {
  const { topic, id } = parsed(message)
  if (topic === undefined) return []
  const keys = shownBy[topic]?.(id ?? '') ?? [[]]
  // Without an id any of them may be another.
  return keys.map(key => key.filter(part => part !== ''))
}

function parsed(message: string): { readonly topic?: string; readonly id?: string } {
  try {
    const said: unknown = JSON.parse(message)
    return typeof said === 'object' && said !== null ? said : {}
  } catch {
    return {}
  }
}
