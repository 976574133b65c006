import { themeChoice, zoneChoice } from '../data/settings.ts'
import { viewerZone } from '../format/when.ts'
import { useLive } from '../data/live.ts'
import { useMe } from '../data/me.ts'
import { LogOut } from './log-out.tsx'

const liveWords = {
  live: 'Live',
  connecting: 'Connecting …',
  lost: 'Not live: connecting again',
} as const

/** Whether the page is live, whose clock is read, the theme, who is looking. */
export function Choices({ onShortcuts }: { readonly onShortcuts: () => void }) {
  const live = useLive()
  const me = useMe()
  return (
    <div className="sidebar-foot">
      <div className="live" data-state={live} role="status">
        <i aria-hidden="true" />
        {liveWords[live]}
      </div>
      <label>
        Times
        <select value={zoneChoice.use()} onChange={event => zoneChoice.set(event.target.value as 'client')}>
          <option value="client">the client’s zone</option>
          <option value="viewer">mine: {viewerZone()}</option>
          <option value="utc">UTC</option>
        </select>
      </label>
      <label>
        Theme
        <select value={themeChoice.use()} onChange={event => themeChoice.set(event.target.value as 'system')}>
          <option value="system">as the system</option>
          <option value="light">light</option>
          <option value="dark">dark</option>
        </select>
      </label>
      <button type="button" className="button plain tight" onClick={onShortcuts}>
        Shortcuts <kbd>?</kbd>
      </button>
      {me !== undefined && (
        <span className="cut" title={`${me.name}: ${me.role}`}>
          {me.name} · {me.role}
        </span>
      )}
      {me?.kind === 'session' && <LogOut />}
    </div>
  )
}
