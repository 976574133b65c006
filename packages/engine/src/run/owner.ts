import { randomUUID } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Owner, RunRecord } from '../journal/journal.ts'

/** How often an owner says that it is alive. */
export const heartbeatMs = 5_000

/** An owner of another machine or container that was not heard for so long is taken for dead. */
const silentMs = 60_000

/** This process as the owner of one run; every call makes another owner. */
export function newOwner(): Owner {
  const { pid } = process
  return {
    id: randomUUID(),
    host: hostname(),
    machine: thisMachine(),
    pid,
    started: processStart(pid) ?? '',
  }
}

/** No process but the workers of the database: whoever of them has a step. They take over from each other. */
const workersMachine = 'workers'

/** The workers as the owner of one run. */
export function workersOwner(): Owner {
  return { id: randomUUID(), host: workersMachine, machine: workersMachine, pid: 0, started: '' }
}

/** True for the owner of a run that is carried to workers. */
export function isWorkers({ machine }: Owner): boolean {
  return machine === workersMachine
}

/**
 * True when the process that owns a run can no longer be running it. A process of this machine is asked for by pid and
 * the time it started; any other is judged by its heartbeat, and fenced in case the judgement is wrong.
 */
export function isDead({ owner, heardAt }: Pick<RunRecord, 'owner' | 'heardAt'>, now: Date): boolean {
  if (owner === undefined) return true
  if (isWorkers(owner)) return false
  if (owner.machine !== thisMachine()) {
    return heardAt === undefined || now.getTime() - heardAt.getTime() > silentMs
  }
  const started = processStart(owner.pid)
  if (started !== undefined) return started !== owner.started
  // Where there is a /proc, there is no such process (or only what its parent has not buried).
  return owner.started !== '' || !answers(owner.pid)
}

/** Where pids mean the same: host name, boot, and pid namespace. Without /proc the host name alone. */
function thisMachine(): string {
  const parts = [
    () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    () => readlinkSync('/proc/self/ns/pid'),
  ]
  return [hostname(), ...parts.map(part => readable(part) ?? '')].join('/')
}

/** Field 22 of /proc/<pid>/stat; undefined where there is no such process, only its remains, or no /proc. */
function processStart(pid: number): string | undefined {
  const stat = readable(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  // The second field is the command in parentheses and may hold anything, also parentheses.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields?.[0] === 'Z' ? undefined : fields?.[19]
}

function readable(read: () => string): string | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

function answers(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: the process exists and belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
