import { statusLook } from '../format/status.ts'

/** The drawing of a status alone; the word must stand beside it or in a label. */
export function StatusMark({ status }: { readonly status: string }) {
  const { shape, tone } = statusLook(status)
  return (
    <svg className={`mark tone-${tone}${shape === 'arc' ? ' turning' : ''}`} aria-hidden="true">
      <use href={`#mark-${shape}`} />
    </svg>
  )
}

/** A status by drawing, colour and word. */
export function Status({ status, word }: { readonly status: string; readonly word?: string }) {
  const look = statusLook(status)
  return (
    <span className={`status tone-${look.tone}`}>
      <StatusMark status={status} />
      <span>{word ?? look.word}</span>
    </span>
  )
}
