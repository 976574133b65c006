import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { UsageInvalid } from '../errors/usage-invalid.ts'
import type { Io } from '../io.ts'
import type { Reporter } from '../print/report.ts'
import { projectFiles, sampleAsOf } from '../templates/project.ts'

/** Makes a project that runs: a scoring definition, one client and sample data. Never overwrites anything. */
export async function init(io: Io, report: Reporter, folder: string): Promise<void> {
  const root = resolve(io.cwd, folder)
  const present = await readdir(root).catch(() => [])
  if (present.length > 0) {
    throw new UsageInvalid({
      reason: `${root} is not empty (${present.slice(0, 3).join(', ')}…); name a new folder`,
    })
  }
  const files = projectFiles(packageName(root))
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content, { flag: 'wx' })
  }
  const paths = Object.keys(files)
  report.result({ folder: root, files: paths }, style => {
    const enter = relative(io.cwd, root)
    const next = [
      ...(enter === '' ? [] : [`cd ${enter}`]),
      'npm install',
      'npx sluice check',
      `npx sluice train --as-of ${sampleAsOf}`,
      `npx sluice run --as-of ${sampleAsOf}`,
    ]
    return [
      `Made ${style.strong(root)}:`,
      ...paths.map(path => `  ${path}`),
      '',
      'Next:',
      ...next.map(line => `  ${line}`),
    ].join('\n')
  })
}

function packageName(root: string): string {
  const name = basename(root)
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+/, '')
  return name === '' ? 'sluice-project' : name
}
