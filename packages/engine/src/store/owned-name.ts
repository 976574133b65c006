import { createHash, randomUUID } from 'node:crypto'
import { hostname } from 'node:os'

const pattern = /^(?<host>[0-9a-f]{8})-(?<pid>\d+)-[0-9a-f-]{36}/
const minute = 60_000
/** A file of a dead process of this machine is left alone for a while, in case it is just being renamed. */
const graceMs = 10 * minute
/** Processes of other machines (a shared disk) cannot be asked, so only age decides. */
const foreignGraceMs = 7 * 24 * 60 * minute

/** A name for a temporary file or folder that tells which process of which machine owns it. */
export function ownedName(): string {
  return `${thisHost()}-${process.pid}-${randomUUID()}`
}

/** True when the owner of a temporary file cannot come back to it: its process is dead and it is old. */
export function isAbandoned(name: string, ageMs: number): boolean {
  const owner = pattern.exec(name)?.groups
  if (owner === undefined) return ageMs > foreignGraceMs
  if (owner['host'] !== thisHost()) return ageMs > foreignGraceMs
  return ageMs > graceMs && !isAlive(Number(owner['pid']))
}

function thisHost(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: the process exists and belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
