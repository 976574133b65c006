import { useEffect, useState } from 'react'
import { useLive } from '../data/live.ts'

/** A connection that is back at once is not worth a line. */
const patienceMs = 1500

/** Says on every page that what is shown may be old, while the connection for changes is lost. */
export function LostNote() {
  const isLost = useLive() === 'lost'
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(isLost), isLost ? patienceMs : 0)
    return () => clearTimeout(timer)
  }, [isLost])
  if (!shown) return null
  return (
    <p className="lost-note" role="status">
      The connection to the server is lost; what you see may be old. Connecting again …
    </p>
  )
}
