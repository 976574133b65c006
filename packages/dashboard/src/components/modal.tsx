import { useEffect, useRef, type ReactNode } from 'react'

/** A dialog of the browser itself: focus stays in it, Escape closes it, focus returns. */
export function Modal({
  label,
  kind,
  onClose,
  children,
}: {
  readonly label: string
  readonly kind?: 'sheet' | 'palette'
  readonly onClose: () => void
  readonly children: ReactNode
}) {
  const ref = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = ref.current
    dialog?.showModal()
    return () => dialog?.close()
  }, [])
  return (
    <dialog
      ref={ref}
      aria-label={label}
      className={kind}
      onCancel={event => {
        event.preventDefault()
        onClose()
      }}
      onClick={event => event.target === ref.current && onClose()}
    >
      {children}
    </dialog>
  )
}
