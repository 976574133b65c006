import type { ReactNode } from 'react'
import type { Shape } from '../format/status.ts'

const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.75, strokeLinecap: 'round' } as const

const drawings: Readonly<Record<Shape, ReactNode>> = {
  disc: (
    <>
      <circle cx="7" cy="7" r="6" fill="currentColor" />
      <path d="m4.4 7.2 1.8 1.8 3.4-3.7" {...line} className="mark-inner" />
    </>
  ),
  'ring-dot': (
    <>
      <circle cx="7" cy="7" r="5.2" {...line} />
      <circle cx="7" cy="7" r="2.2" fill="currentColor" />
    </>
  ),
  ring: <circle cx="7" cy="7" r="5.2" {...line} />,
  arc: (
    <>
      <circle cx="7" cy="7" r="5.2" {...line} opacity="0.3" />
      <path d="M7 1.8A5.2 5.2 0 0 1 12.2 7" {...line} strokeWidth="2.2" />
    </>
  ),
  stop: (
    <>
      <path d="M4.3.8h5.4l3.5 3.5v5.4l-3.5 3.5H4.3L.8 9.7V4.3z" fill="currentColor" />
      <path d="M4 7h6" {...line} strokeWidth="2" className="mark-inner" />
    </>
  ),
  cross: (
    <>
      <rect x="1" y="1" width="12" height="12" rx="2" fill="currentColor" />
      <path d="m4.6 4.6 4.8 4.8m0-4.8L4.6 9.4" {...line} className="mark-inner" />
    </>
  ),
  diamond: (
    <>
      <path d="M7 .6 13.4 7 7 13.4.6 7z" fill="currentColor" />
      <path d="M7 4v3.4M7 9.6v.1" {...line} className="mark-inner" />
    </>
  ),
  slash: (
    <>
      <circle cx="7" cy="7" r="5.2" {...line} />
      <path d="m3.6 10.4 6.8-6.8" {...line} />
    </>
  ),
  dash: <path d="M3 7h8" {...line} strokeWidth="2" />,
  pause: <path d="M5 3.5v7M9 3.5v7" {...line} strokeWidth="2" />,
  gap: <circle cx="7" cy="7" r="5.2" {...line} strokeDasharray="2 2.6" />,
  point: <circle cx="7" cy="7" r="1.3" fill="currentColor" />,
  'disc-dot': (
    <>
      <circle cx="7" cy="7" r="6" fill="currentColor" />
      <path d="M7 3.8v3.6M7 10v.1" {...line} className="mark-inner" />
    </>
  ),
}

/** The drawings of all marks, once for the page: thousands of marks refer to them. */
export function MarkDrawings() {
  return (
    <svg className="mark-drawings" aria-hidden="true" focusable="false">
      {Object.entries(drawings).map(([shape, drawing]) => (
        <symbol key={shape} id={`mark-${shape}`} viewBox="0 0 14 14">
          {drawing}
        </symbol>
      ))}
    </svg>
  )
}
