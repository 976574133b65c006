import { Check, Copy } from 'lucide-react'
import { useState } from 'react'

const shownMs = 1600

/** A command to copy into a terminal. */
export function Command({ text }: { readonly text: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), shownMs)
  }
  return (
    <span className="command">
      <code>{text}</code>
      <button
        type="button"
        className="button plain icon tight"
        aria-label={`Copy: ${text}`}
        onClick={() => void copy()}
      >
        {copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
      </button>
      <span className="visually-hidden" aria-live="polite">
        {copied ? 'Copied' : ''}
      </span>
    </span>
  )
}
