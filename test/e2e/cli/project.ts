import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
// oxlint-disable-next-line no-restricted-imports -- the command is not a public name
import { main } from '../../../packages/cli/src/main.ts'

const repository = resolve(import.meta.dirname, '../../..')

/** Runs are told apart by when they start, so the clock goes on. */
const start = Date.parse('2026-03-02T07:00:00Z')

/** What a command printed and how it ended. */
export interface Outcome {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** A project in a folder of its own, with `sluice` and `zod` as if they were installed. */
export interface Project {
  readonly folder: string
  /** Runs `sluice` in this process. A configuration is imported once: change it before the first command. */
  sluice(...args: readonly string[]): Promise<Outcome>
  read(path: string): string
  write(path: string, text: string): void
  /** Replaces text that must be there. */
  edit(path: string, from: string | RegExp, to: string): void
}

/** An empty folder that `sluice` can be run in. */
export function emptyFolder(): Project {
  return projectIn(mkdtempSync(join(tmpdir(), 'sluice-e2e-')))
}

/** What `sluice init` makes. */
export async function newProject(): Promise<Project> {
  const project = emptyFolder()
  const { code, err } = await project.sluice('init', '.')
  if (code !== 0) throw new Error(err)
  install(project.folder)
  return project
}

/** Puts what `npm install` would fetch where imports find it: the packages' sources. */
export function install(folder: string): void {
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(join(repository, 'packages/cli'), join(folder, 'node_modules/sluice'))
  symlinkSync(join(repository, 'node_modules/zod'), join(folder, 'node_modules/zod'))
}

/** A project that is there already. */
export function projectIn(folder: string): Project {
  const read = (path: string) => readFileSync(join(folder, path), 'utf8')
  const write = (path: string, text: string) => writeFileSync(join(folder, path), text)
  return {
    folder,
    read,
    write,
    sluice: (...args) => sluiceIn(folder, args),
    edit(path, from, to) {
      const before = read(path)
      const after = before.replace(from, to)
      if (after === before) throw new Error(`${path} does not contain ${String(from)}`)
      write(path, after)
    },
  }
}

/** Runs `sluice` in this process with everything it prints kept. */
export async function sluiceIn(folder: string, args: readonly string[]): Promise<Outcome> {
  let out = ''
  let err = ''
  const code = await main(args, {
    stdout: { write: text => void (out += text) },
    stderr: { write: text => void (err += text) },
    env: {},
    cwd: folder,
    enter: path => process.chdir(path),
    now: () => new Date(start + performance.now()),
    fetch,
    signal: new AbortController().signal,
    who: 'tester',
  })
  return { code, out, err }
}
