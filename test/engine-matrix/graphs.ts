/** A step of a graph: what it reads, and how it is keyed when it is not by content. */
export interface GraphStep {
  readonly needs: readonly string[]
  readonly keyed?: 'run' | 'effect'
  /** The list that it gives, instead of what it read. */
  readonly gives?: readonly string[]
  /** Of a map: the engine's own steps, which call nothing of the world. */
  readonly part?: 'lists' | 'gathers'
}

/** Steps by name. */
export type Graph = Readonly<Record<string, GraphStep>>

const wide = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`part-${i}`, { needs: ['read'] }]))

const keys = ['a', 'b', 'c']
const elements = Object.fromEntries(keys.map(key => [`work[${key}]`, { needs: ['work[]'] }]))

/** The shapes that every scenario runs on. Each reads the world once (`run`) and changes it (`effect`). */
export const graphs = {
  linear: {
    read: { needs: [], keyed: 'run' },
    work: { needs: ['read'] },
    send: { needs: ['work'], keyed: 'effect' },
  },
  diamond: {
    read: { needs: [], keyed: 'run' },
    left: { needs: ['read'] },
    right: { needs: ['read'] },
    send: { needs: ['left', 'right'], keyed: 'effect' },
  },
  'fan-out': {
    read: { needs: [], keyed: 'run' },
    work: { needs: ['read'] },
    'send-mail': { needs: ['work'], keyed: 'effect' },
    'send-ads': { needs: ['work'], keyed: 'effect' },
  },
  wide: {
    read: { needs: [], keyed: 'run' },
    ...wide,
    send: { needs: Object.keys(wide), keyed: 'effect' },
  },
  map: {
    read: { needs: [], keyed: 'run', gives: keys },
    'work[]': { needs: ['read'], part: 'lists' },
    ...elements,
    work: { needs: ['work[]', ...Object.keys(elements)], part: 'gathers' },
    send: { needs: ['work'], keyed: 'effect' },
  },
} as const satisfies Record<string, Graph>

/** One of {@link graphs}. */
export type GraphName = keyof typeof graphs
