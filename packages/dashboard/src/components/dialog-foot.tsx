import type { ReactNode } from 'react'

/** The last line of a dialog: the way out, and what it is for. */
export function DialogFoot({
  onClose,
  children,
}: {
  readonly onClose: () => void
  readonly children: ReactNode
}) {
  return (
    <div className="dialog-foot">
      <button type="button" className="button" onClick={onClose}>
        Leave it
      </button>
      {children}
    </div>
  )
}
