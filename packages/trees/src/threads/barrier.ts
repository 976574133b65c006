import type { Team } from './team.ts'

/** Words that a team synchronises with, by position. */
const [arrived, generation, allowed, broken] = [0, 1, 2, 3]

/** Words for {@link teamOf}, {@link allowRounds} and {@link awaitRound}. */
export function syncWords(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(64))
}

// A few ten microseconds: waking a thread that sleeps takes about as long.
const spins = 4000

/** A member of a team whose threads share the words of {@link syncWords}. */
export function teamOf(sync: Int32Array, rank: number, size: number): Team {
  return { rank, size, barrier: () => barrier(sync, size) }
}

function barrier(sync: Int32Array, size: number): void {
  const now = Atomics.load(sync, generation)
  if (Atomics.add(sync, arrived, 1) === size - 1) {
    Atomics.store(sync, arrived, 0)
    Atomics.add(sync, generation, 1)
    Atomics.notify(sync, generation)
  } else {
    waitWhile(sync, generation, now)
  }
  if (isBroken(sync)) throw new Error('a thread of the team has failed')
}

/** Spins a little, then sleeps until the word is no longer `value`. */
function waitWhile(sync: Int32Array, word: number, value: number): void {
  for (let i = 0; i < spins; i++) if (Atomics.load(sync, word) !== value) return
  while (Atomics.load(sync, word) === value) Atomics.wait(sync, word, value)
}

/** Lets members begin rounds below `rounds`; below zero they end. */
export function allowRounds(sync: Int32Array, rounds: number): void {
  Atomics.store(sync, allowed, rounds)
  Atomics.notify(sync, allowed)
}

/** Waits until a round may begin; false where the team ends. */
export function awaitRound(sync: Int32Array, round: number): boolean {
  for (;;) {
    const rounds = Atomics.load(sync, allowed)
    if (rounds < 0) return false
    if (rounds > round) return true
    waitWhile(sync, allowed, rounds)
  }
}

/** Whether a member will not come any more. */
export function isBroken(sync: Int32Array): boolean {
  return Atomics.load(sync, broken) !== 0
}

/** Lets all who wait know that a member will not come. */
export function breakTeam(sync: Int32Array): void {
  Atomics.store(sync, broken, 1)
  Atomics.add(sync, generation, 1)
  Atomics.notify(sync, generation)
  allowRounds(sync, -1)
}
