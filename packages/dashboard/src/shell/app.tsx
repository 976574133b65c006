import { useQueryClient } from '@tanstack/react-query'
import { Menu, Search } from 'lucide-react'
import { Suspense, useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { Bones } from '../components/loaded.tsx'
import { listen } from '../data/live.ts'
import { useAdmission } from '../data/me.ts'
import { LoginPage } from '../pages/login-page.tsx'
import { MarkDrawings } from '../components/mark-drawings.tsx'
import { Modal } from '../components/modal.tsx'
import { Brand } from './brand.tsx'
import { Choices } from './choices.tsx'
import { PageGuard } from './page-guard.tsx'
import { Palette } from './palette.tsx'
import { Places } from './places.tsx'
import { Routes } from './routes.tsx'
import { Shortcuts } from './shortcuts.tsx'
import { Toasts } from './toasts.tsx'
import { LostNote } from './lost-note.tsx'
import { useGlobalKeys } from './use-global-keys.ts'

type Over = 'palette' | 'shortcuts' | 'menu' | undefined

/** The pages, for whom the server knows. */
export function App() {
  const admission = useAdmission()
  if (admission === 'asking') return <Bones lines={8} />
  return admission === 'stranger' ? <LoginPage /> : <Frame />
}

/** The frame of every page. */
function Frame() {
  const [over, setOver] = useState<Over>()
  const close = () => setOver(undefined)
  const client = useQueryClient()
  useEffect(() => listen(client), [client])
  useGlobalKeys({ search: () => setOver('palette'), shortcuts: () => setOver('shortcuts') })
  return (
    <>
      <MarkDrawings />
      <a href="#main" className="skip">
        Skip to the page
      </a>
      <div className="shell">
        <Sidebar onSearch={() => setOver('palette')} onShortcuts={() => setOver('shortcuts')} />
        <Topbar onSearch={() => setOver('palette')} onMenu={() => setOver('menu')} />
        <Main />
      </div>
      <LostNote />
      <Toasts />
      {over === 'palette' && <Palette onClose={close} />}
      {over === 'shortcuts' && <Shortcuts onClose={close} />}
      {over === 'menu' && (
        <Modal label="Menu" kind="sheet" onClose={close}>
          <div className="sheet-body">
            <Places onGo={close} />
            <Choices onShortcuts={() => setOver('shortcuts')} />
          </div>
        </Modal>
      )}
    </>
  )
}

function Sidebar({
  onSearch,
  onShortcuts,
}: {
  readonly onSearch: () => void
  readonly onShortcuts: () => void
}) {
  return (
    <header className="sidebar">
      <Brand />
      <button type="button" className="search-button" onClick={onSearch}>
        <Search size={15} aria-hidden />
        Search <kbd>{isMac() ? '⌘K' : 'Ctrl K'}</kbd>
      </button>
      <Places />
      <Choices onShortcuts={onShortcuts} />
    </header>
  )
}

function Topbar({ onSearch, onMenu }: { readonly onSearch: () => void; readonly onMenu: () => void }) {
  return (
    <header className="topbar">
      <Brand />
      <button type="button" className="button plain icon" aria-label="Search" onClick={onSearch}>
        <Search size={18} aria-hidden />
      </button>
      <button type="button" className="button plain icon" aria-label="Menu" onClick={onMenu}>
        <Menu size={18} aria-hidden />
      </button>
    </header>
  )
}

function Main() {
  const [location] = useLocation()
  const ref = useRef<HTMLElement>(null)
  const first = useRef(true)
  // Who navigates by keyboard or ear arrives in the new page, not behind the link of the old one.
  useEffect(() => {
    if (!first.current) ref.current?.focus()
    first.current = false
    window.scrollTo(0, 0)
  }, [location])
  return (
    <main id="main" ref={ref} tabIndex={-1}>
      <PageGuard key={location}>
        <Suspense fallback={<Bones lines={10} />}>
          <Routes />
        </Suspense>
      </PageGuard>
    </main>
  )
}

function isMac(): boolean {
  return navigator.userAgent.includes('Mac')
}
