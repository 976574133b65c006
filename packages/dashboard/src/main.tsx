import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { App } from './shell/app.tsx'
import { preload } from './shell/routes.tsx'
import { isLost } from './data/live.ts'
import { isStranger, meQuery } from './data/me.ts'
import { applyTheme, themeChoice } from './data/settings.ts'
import { RequestFailed } from './data/problem.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/shell.css'
import './styles/controls.css'
import './styles/content.css'
import './styles/grid.css'
import './styles/data.css'
import './styles/monday.css'

const mostTries = 3
const lostMs = 15_000

// What is shown is kept right by /v1/live; reading again on focus is for tabs that were asleep.
const client = new QueryClient({
  queryCache: new QueryCache({
    // A session that is over is seen by whatever asks first; then who looks is asked for, and nobody may be there.
    onError: (error, { queryKey }) => {
      if (isStranger(error) && queryKey[0] !== 'me') void client.resetQueries(meQuery)
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchInterval: () => isLost() && lostMs,
      retry: (tries, error) =>
        tries < mostTries && !(error instanceof RequestFailed && error.problem.status >= 400),
    },
  },
})

void client.prefetchQuery(meQuery)
preload(location.pathname)

const show = () => applyTheme(document.documentElement)
show()
themeChoice.subscribe(show)
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', show)

const root = document.querySelector('#root')
if (root === null) throw new Error('index.html has no element #root')
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
)
