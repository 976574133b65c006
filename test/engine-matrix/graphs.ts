/** A step of a graph: what it reads, and how it is keyed when it is not by content. */
export interface GraphStep {
  readonly needs: readonly string[]
  readonly keyed?: 'run' | 'effect'
}

/** Steps by name. */
export type Graph = Readonly<Record<string, GraphStep>>

const wide = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`part-${i}`, { needs: ['read'] }]))

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
} as const satisfies Record<string, Graph>

/** One of {@link graphs}. */
export type GraphName = keyof typeof graphs
