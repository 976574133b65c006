import { cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from '../verify/stage.ts'

/** Makes what the image has in /sluice/project, once, and gives its folder. */
export async function imageProject(root: string): Promise<string> {
  const folder = join(root, '.cache/compose-project')
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true })
    const bin = join(root, 'packages/cli/src/bin.ts')
    const { ok, output } = await runCommand(root, 'node', [
      '--conditions=@sluice/source',
      bin,
      'init',
      folder,
    ])
    if (!ok) throw new Error(output)
    mkdirSync(join(folder, 'node_modules'))
    symlinkSync(join(root, 'packages/cli'), join(folder, 'node_modules/sluice'))
    symlinkSync(join(root, 'node_modules/zod'), join(folder, 'node_modules/zod'))
  }
  cpSync(join(root, 'deploy/sluice.config.ts'), join(folder, 'sluice.config.ts'))
  return folder
}
