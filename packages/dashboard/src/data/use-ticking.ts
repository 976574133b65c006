import { useEffect, useState } from 'react'

const everyMs = 1000

/** The time in milliseconds; it goes on every second while `isRunning`. */
export function useTicking(isRunning: boolean): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!isRunning) return
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [isRunning])
  return now
}
