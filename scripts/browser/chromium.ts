import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const packages = ['chromium', 'fonts-dejavu-core']

/**
 * The browser that pages are tested in: `SLUICE_TEST_CHROMIUM`, else what is on the PATH; on Debian and as root Chromium
 * is installed when there is none. Undefined, with the reason said, when there is none; and when no test needs it.
 */
export function browserFor(filters: readonly string[], say: (text: string) => void): string | undefined {
  const paths = filters.filter(filter => !filter.startsWith('-'))
  const needed = paths.length === 0 || paths.some(path => /^(test\/?$|test\/reports|.*browser)/.test(path))
  if (!needed) return undefined
  const found = installed() ?? install(say)
  say(
    found === undefined
      ? 'No browser: tests of pages are skipped. Install chromium, or name one in SLUICE_TEST_CHROMIUM.'
      : `Pages are tested in ${found}`,
  )
  return found
}

function install(say: (text: string) => void): string | undefined {
  const { platform, getuid } = process
  if (platform !== 'linux' || getuid?.() !== 0 || onPath('apt-get') === undefined) return undefined
  say('Installing Chromium for the tests of pages (only the first time; about 30 s) …')
  const problem = apt('update') ?? apt('install', '-y', '--no-install-recommends', ...packages)
  if (problem !== undefined) say(problem)
  return installed()
}

function installed(): string | undefined {
  return process.env['SLUICE_TEST_CHROMIUM'] ?? names.map(onPath).find(path => path !== undefined)
}

function onPath(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map(folder => join(folder, name))
    .find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Why it failed, or undefined when it did not. */
function apt(...args: readonly string[]): string | undefined {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const { status, stderr } = spawnSync('apt-get', ['-q', ...args], { encoding: 'utf8', env })
  return status === 0
    ? undefined
    : `apt-get ${args[0]}: ${stderr?.trim().split('\n').at(-1) ?? 'did not start'}`
}
