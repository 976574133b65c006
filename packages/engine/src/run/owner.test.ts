import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Owner } from '../journal/journal.ts'
import { isDead, newOwner } from './owner.ts'

const now = new Date('2026-03-02T06:00:00Z')
const ago = (ms: number) => new Date(now.getTime() - ms)
const self = newOwner()
const elsewhere: Owner = { ...self, machine: 'other-host//', pid: 1, started: '' }

test.each<[string, Owner | undefined, Date | undefined, boolean]>([
  ['this process', self, ago(0), false],
  ['this process, not heard for a day: a busy step cannot beat', self, ago(86_400_000), false],
  ['another process that got the same pid later', { ...self, started: '1' }, ago(0), true],
  ['a pid that nobody has', { ...self, pid: 2 ** 22 + 1 }, ago(0), true],
  ['another machine or container, just heard', elsewhere, ago(60_000), false],
  ['another machine or container, silent for long', elsewhere, ago(60_001), true],
  ['another machine or container, never heard', elsewhere, undefined, true],
  ['nobody', undefined, undefined, true],
])('%s', (_name, owner, heardAt, dead) => {
  expect(isDead({ ...(owner && { owner }), ...(heardAt && { heardAt }) }, now)).toBe(dead)
})

test('a process that was killed and not yet buried by its parent is dead', async () => {
  // `exec` puts a process in the place of the shell that knows nothing of the shell's child.
  const shell = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'])
  const [line] = (await once(shell.stdout, 'data')) as [Buffer]
  const pid = Number(line.toString())
  const stat = () =>
    readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
  const owner = { ...self, pid, started: stat()[19] ?? '' }
  expect(isDead({ owner }, now)).toBe(false)
  process.kill(pid, 'SIGKILL')
  while (stat()[0] !== 'Z') await pause(5)
  expect(isDead({ owner }, now)).toBe(true)
  shell.kill('SIGKILL')
})

test('every owner is another one', () => {
  expect(newOwner().id).not.toBe(self.id)
})
