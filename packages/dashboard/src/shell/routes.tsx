import { Route, Switch } from 'wouter'
import { MondayPage } from '../pages/monday/monday-page.tsx'
import { NotFoundPage } from '../pages/not-found-page.tsx'

/** Which page an address shows; each but the first is loaded when it is asked for. */
export function Routes() {
  return (
    <Switch>
      <Route path="/">
        <MondayPage />
      </Route>
      <Route>
        <NotFoundPage />
      </Route>
    </Switch>
  )
}
