import {
  Activity,
  CalendarRange,
  Database,
  KeyRound,
  LayoutGrid,
  Rocket,
  ScrollText,
  Send,
  Shapes,
  TriangleAlert,
} from 'lucide-react'
import type { ComponentType } from 'react'
import { Link, useLocation } from 'wouter'
import { useOpenIncidents } from '../data/incidents.ts'
import { useIsAdmin } from '../data/me.ts'

interface Place {
  readonly path: string
  readonly name: string
  readonly icon: ComponentType<{ readonly size?: number; readonly 'aria-hidden'?: boolean }>
  /** `g` and this letter lead there. */
  readonly letter: string
  /** Only for who may see who may do what. */
  readonly admin?: boolean
}

/** Pages of the menu, in its order. */
const all: readonly Place[] = [
  { path: '/', name: 'Monday', icon: LayoutGrid, letter: 'm' },
  { path: '/runs', name: 'Runs', icon: Activity, letter: 'r' },
  { path: '/grid', name: 'Grid', icon: CalendarRange, letter: 'g' },
  { path: '/incidents', name: 'Incidents', icon: TriangleAlert, letter: 'i' },
  { path: '/models', name: 'Models', icon: Shapes, letter: 'o' },
  { path: '/datasets', name: 'Datasets', icon: Database, letter: 'd' },
  { path: '/deployments', name: 'Deployments', icon: Rocket, letter: 'p' },
  { path: '/deliveries', name: 'Deliveries', icon: Send, letter: 'l' },
  { path: '/tokens', name: 'Tokens', icon: KeyRound, letter: 't', admin: true },
  { path: '/audit', name: 'Audit', icon: ScrollText, letter: 'a', admin: true },
]

/** The pages that are for who looks. */
export function usePlaces(): readonly Place[] {
  const isAdmin = useIsAdmin()
  return isAdmin ? all : all.filter(({ admin = false }) => !admin)
}

/** The menu. */
export function Places({ onGo }: { readonly onGo?: () => void }) {
  const [location] = useLocation()
  const open = useOpenIncidents()
  const places = usePlaces()
  return (
    <nav aria-label="Pages" className="places">
      <ul>
        {places.map(({ path, name, icon: Icon }) => (
          <li key={path}>
            <Link href={path} onClick={onGo} aria-current={isAt(location, path) ? 'page' : undefined}>
              <Icon size={16} aria-hidden />
              {name}
              {path === '/incidents' && open > 0 && (
                <span className="tally">
                  {open}
                  <span className="visually-hidden"> open</span>
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function isAt(location: string, path: string): boolean {
  return path === '/' ? location === '/' : location === path || location.startsWith(`${path}/`)
}
