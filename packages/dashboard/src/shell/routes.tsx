import { lazy } from 'react'
import { Route, Switch } from 'wouter'
import { MondayPage } from '../pages/monday/monday-page.tsx'
import { NotFoundPage } from '../pages/not-found-page.tsx'

const RunsPage = lazy(() => import('../pages/runs/runs-page.tsx'))
const RunPage = lazy(() => import('../pages/run/run-page.tsx'))
const GridPage = lazy(() => import('../pages/grid/grid-page.tsx'))
const DatasetsPage = lazy(() => import('../pages/datasets/datasets-page.tsx'))
const DatasetPage = lazy(() => import('../pages/datasets/dataset-page.tsx'))
const ModelsPage = lazy(() => import('../pages/models/models-page.tsx'))
const ModelPage = lazy(() => import('../pages/models/model-page.tsx'))
const IncidentsPage = lazy(() => import('../pages/incidents/incidents-page.tsx'))
const IncidentPage = lazy(() => import('../pages/incidents/incident-page.tsx'))
const DeploymentsPage = lazy(() => import('../pages/deployments/deployments-page.tsx'))
const DeploymentPage = lazy(() => import('../pages/deployments/deployment-page.tsx'))
const DeliveriesPage = lazy(() => import('../pages/deliveries/deliveries-page.tsx'))
const TokensPage = lazy(() => import('../pages/access/tokens-page.tsx'))
const AuditPage = lazy(() => import('../pages/access/audit-page.tsx'))
const DeliveryPage = lazy(() => import('../pages/deliveries/delivery-page.tsx'))

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
