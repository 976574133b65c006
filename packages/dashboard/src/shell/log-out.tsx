import { useState } from 'react'
import { post } from '../data/request.ts'
import { say } from '../data/toasts.ts'

/** Ends the session of this browser. */
export function LogOut() {
  const [isLeaving, setLeaving] = useState(false)
  const leave = async () => {
    setLeaving(true)
    try {
      await post('/v1/logout', {}, crypto.randomUUID())
      location.assign('/')
    } catch (error) {
      setLeaving(false)
      say(`You are still logged in: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return (
    <button type="button" className="button plain tight" disabled={isLeaving} onClick={() => void leave()}>
      Log out
    </button>
  )
}
