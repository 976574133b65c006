import { X } from 'lucide-react'
import { dismiss, useToasts } from '../data/toasts.ts'

/** Messages about what was done, read out as they come. */
export function Toasts() {
  const toasts = useToasts()
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map(({ id, text }) => (
        <div key={id} className="toast">
          <span>{text}</span>
          <button
            type="button"
            className="button plain icon tight"
            aria-label="Dismiss"
            onClick={() => dismiss(id)}
          >
            <X size={14} aria-hidden />
          </button>
        </div>
      ))}
    </div>
  )
}
