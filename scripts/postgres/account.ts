import { lchown, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Who runs the server. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

/** PostgreSQL refuses to run as root: then nobody (65534) runs it, else we do. */
export function serverAccount(): Account {
  const uid = process.getuid?.() ?? 0
  return uid === 0 ? { uid: 65_534, gid: 65_534 } : { uid, gid: process.getgid?.() ?? 0 }
}

/** Makes the account the owner of a folder and everything in it; only root can, and only root needs to. */
export async function giveTo(folder: string, { uid, gid }: Account): Promise<void> {
  if (process.getuid?.() !== 0) return
  const entries = await readdir(folder, { recursive: true })
  await Promise.all(['.', ...entries].map(entry => lchown(join(folder, entry), uid, gid)))
}
