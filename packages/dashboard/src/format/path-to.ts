type Part = string | number

const path = (...parts: readonly Part[]) => `/${parts.map(part => encodeURIComponent(part)).join('/')}`

/** Where each thing has its page. */
export const pathTo = {
  monday: () => '/',
  runs: () => '/runs',
  run: (id: string, step?: string) =>
    step === undefined ? path('runs', id) : `${path('runs', id)}?step=${encodeURIComponent(step)}`,
  grid: (pipeline?: string) =>
    pipeline === undefined ? '/grid' : `/grid?pipeline=${encodeURIComponent(pipeline)}`,
  datasets: () => '/datasets',
  dataset: (digest: string) => path('datasets', digest),
  models: () => '/models',
  model: (name: string) => path('models', name),
  incidents: () => '/incidents',
  incident: (id: string) => path('incidents', id),
  deployments: () => '/deployments',
  deployment: (pipeline: string, deployment: string) => path('deployments', pipeline, deployment),
  deliveries: () => '/deliveries',
  delivery: (book: string) => path('deliveries', book),
} as const
