import { viewerZone } from '../format/when.ts'
import { storedChoice } from './stored-choice.ts'

/** Whose clock times are read from. */
export type ZoneChoice = 'client' | 'viewer' | 'utc'

/** Light, dark, or what the system says. */
export const themeChoice = storedChoice('sluice-theme', ['system', 'light', 'dark'])

/** Times in the zone of the client they belong to, of the viewer, or UTC. */
export const zoneChoice = storedChoice<ZoneChoice>('sluice-zone', ['client', 'viewer', 'utc'])

/** The zone in which to say a time of a client, which may have none of its own. */
export function zoneFor(choice: ZoneChoice, clientZone: string | undefined): string {
  if (choice === 'utc') return 'UTC'
  return choice === 'client' && clientZone !== undefined ? clientZone : viewerZone()
}

/** Shows the theme that is chosen, now and whenever the choice or the system changes. */
export function applyTheme(root: HTMLElement): void {
  const choice = themeChoice.get()
  const dark =
    choice === 'dark' || (choice === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  root.dataset['theme'] = dark ? 'dark' : 'light'
}
