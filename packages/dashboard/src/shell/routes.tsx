import { lazy } from 'react'
import { Route, Switch } from 'wouter'
import { MondayPage } from '../pages/monday/monday-page.tsx'
import { NotFoundPage } from '../pages/not-found-page.tsx'

const load = {
  runs: () => import('../pages/runs/runs-page.tsx'),
  run: () => import('../pages/run/run-page.tsx'),
  grid: () => import('../pages/grid/grid-page.tsx'),
  datasets: () => import('../pages/datasets/datasets-page.tsx'),
  dataset: () => import('../pages/datasets/dataset-page.tsx'),
  models: () => import('../pages/models/models-page.tsx'),
  model: () => import('../pages/models/model-page.tsx'),
  incidents: () => import('../pages/incidents/incidents-page.tsx'),
  incident: () => import('../pages/incidents/incident-page.tsx'),
  deployments: () => import('../pages/deployments/deployments-page.tsx'),
  deployment: () => import('../pages/deployments/deployment-page.tsx'),
  deliveries: () => import('../pages/deliveries/deliveries-page.tsx'),
  delivery: () => import('../pages/deliveries/delivery-page.tsx'),
  tokens: () => import('../pages/access/tokens-page.tsx'),
  audit: () => import('../pages/access/audit-page.tsx'),
} as const

const RunsPage = lazy(load.runs)
const RunPage = lazy(load.run)
const GridPage = lazy(load.grid)
const DatasetsPage = lazy(load.datasets)
const DatasetPage = lazy(load.dataset)
const ModelsPage = lazy(load.models)
const ModelPage = lazy(load.model)
const IncidentsPage = lazy(load.incidents)
const IncidentPage = lazy(load.incident)
const DeploymentsPage = lazy(load.deployments)
const DeploymentPage = lazy(load.deployment)
const DeliveriesPage = lazy(load.deliveries)
const DeliveryPage = lazy(load.delivery)
const TokensPage = lazy(load.tokens)
const AuditPage = lazy(load.audit)

const ofOne: Readonly<Record<string, keyof typeof load>> = {
  runs: 'run',
  datasets: 'dataset',
  models: 'model',
  incidents: 'incident',
  deployments: 'deployment',
  deliveries: 'delivery',
}

/** Begins to load the page of an address before it is known who looks. */
export function preload(path: string): void {
  const [, list = '', one] = path.split('/')
  const name = one === undefined ? list : ofOne[list]
  // Where it does not load, the page itself says so.
  if (name !== undefined && name in load) load[name as keyof typeof load]().catch(() => undefined)
}

/** Which page an address shows; each but the first is loaded when it is asked for. */
export function Routes() {
  return (
    <Switch>
      <Route path="/" component={MondayPage} />
      <Route path="/runs" component={RunsPage} />
      <Route path="/runs/:id">{({ id }) => <RunPage id={decoded(id)} />}</Route>
      <Route path="/grid" component={GridPage} />
      <Route path="/datasets" component={DatasetsPage} />
      <Route path="/datasets/:digest">{({ digest }) => <DatasetPage digest={decoded(digest)} />}</Route>
      <Route path="/models" component={ModelsPage} />
      <Route path="/models/:name">{({ name }) => <ModelPage name={decoded(name)} />}</Route>
      <Route path="/incidents" component={IncidentsPage} />
      <Route path="/incidents/:id">{({ id }) => <IncidentPage id={decoded(id)} />}</Route>
      <Route path="/deployments" component={DeploymentsPage} />
      <Route path="/deployments/:pipeline/:deployment">
        {({ pipeline, deployment }) => (
          <DeploymentPage pipeline={decoded(pipeline)} deployment={decoded(deployment)} />
        )}
      </Route>
      <Route path="/deliveries" component={DeliveriesPage} />
      <Route path="/deliveries/:book">{({ book }) => <DeliveryPage book={decoded(book)} />}</Route>
      <Route path="/tokens" component={TokensPage} />
      <Route path="/audit" component={AuditPage} />
      <Route component={NotFoundPage} />
    </Switch>
  )
}

// The router gives parts of the address as they stand there or decoded, depending on what is in them.
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
