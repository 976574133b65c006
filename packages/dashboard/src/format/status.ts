/** How a status looks: the drawing, the colour, the word. */
export interface StatusLook {
  readonly word: string
  readonly tone: Tone
  readonly shape: Shape
}

/** What a colour says. */
export type Tone = 'good' | 'bad' | 'caution' | 'run' | 'idle'

/** Drawings that differ without colour. */
export type Shape =
  | 'disc'
  | 'stop'
  | 'cross'
  | 'arc'
  | 'ring'
  | 'ring-dot'
  | 'dash'
  | 'slash'
  | 'diamond'
  | 'pause'
  | 'gap'
  | 'disc-dot'
  | 'point'

const looks: Readonly<Record<string, StatusLook>> = {
  good: { word: 'good', tone: 'good', shape: 'disc' },
  succeeded: { word: 'succeeded', tone: 'good', shape: 'disc' },
  passed: { word: 'passed', tone: 'good', shape: 'disc' },
  resolved: { word: 'resolved', tone: 'good', shape: 'disc' },
  inside: { word: 'as expected', tone: 'good', shape: 'disc' },
  finished: { word: 'finished', tone: 'good', shape: 'disc' },
  done: { word: 'done', tone: 'good', shape: 'disc' },
  valid: { word: 'valid', tone: 'good', shape: 'disc' },
  memoised: { word: 'memoised', tone: 'good', shape: 'ring-dot' },
  running: { word: 'running', tone: 'run', shape: 'arc' },
  warnings: { word: 'warnings', tone: 'caution', shape: 'disc-dot' },
  acknowledged: { word: 'acknowledged', tone: 'caution', shape: 'disc-dot' },
  late: { word: 'late', tone: 'caution', shape: 'diamond' },
  below: { word: 'fewer than expected', tone: 'caution', shape: 'diamond' },
  above: { word: 'more than expected', tone: 'caution', shape: 'diamond' },
  interrupted: { word: 'interrupted', tone: 'caution', shape: 'slash' },
  blocked: { word: 'blocked', tone: 'bad', shape: 'stop' },
  open: { word: 'open', tone: 'bad', shape: 'stop' },
  failed: { word: 'failed', tone: 'bad', shape: 'cross' },
  rejected: { word: 'rejected', tone: 'bad', shape: 'cross' },
  refused: { word: 'refused', tone: 'bad', shape: 'stop' },
  revoked: { word: 'revoked', tone: 'idle', shape: 'slash' },
  expired: { word: 'expired', tone: 'idle', shape: 'dash' },
  learning: { word: 'learning', tone: 'idle', shape: 'disc' },
  waiting: { word: 'waiting', tone: 'idle', shape: 'ring' },
  pending: { word: 'pending', tone: 'idle', shape: 'ring' },
  skipped: { word: 'skipped', tone: 'idle', shape: 'dash' },
  cancelled: { word: 'cancelled', tone: 'idle', shape: 'slash' },
  paused: { word: 'paused', tone: 'idle', shape: 'pause' },
  missing: { word: 'no run', tone: 'caution', shape: 'gap' },
  never: { word: 'never ran', tone: 'idle', shape: 'point' },
}

/** The look of a status; one that is not known is said in its own word. */
export function statusLook(status: string): StatusLook {
  return looks[status] ?? { word: status, tone: 'idle', shape: 'ring' }
}
