import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Owner } from '../journal/journal.ts'

/** This process as the owner of runs. */
export function thisOwner(): Owner {
  return { host: hostname(), pid: process.pid, started: startOf(process.pid) ?? '' }
}

/** True when the process that owns a run can no longer be running it. Processes of other machines are taken for alive. */
export function isDead(owner: Owner): boolean {
  if (owner.host !== hostname()) return false
  const started = startOf(owner.pid)
  if (started !== undefined) return started !== owner.started
  return !signalReaches(owner.pid)
}

/** Field 22 of /proc/<pid>/stat; undefined where there is no such process or no /proc. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the command in parentheses and may hold anything, also parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : fields[19]
  } catch {
    return undefined
  }
}

function signalReaches(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !isZombie(pid)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')
  } catch {
    return false
  }
}
