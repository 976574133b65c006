import { collectUnneeded, type Collected } from '@sluice/engine'
import { UsageInvalid } from '../errors/usage-invalid.ts'
import type { Io } from '../io.ts'
import { withProject } from '../load/engine.ts'
import { bytes } from '../print/bytes.ts'
import type { Reporter } from '../print/report.ts'
import type { Style } from '../print/style.ts'
import { instant, plural } from '../print/words.ts'

/** Options of `sluice gc`. */
export interface GcCommandOptions {
  readonly config?: string
  readonly keepDays: string
  readonly dryRun?: boolean
}

/** Deletes datasets and artifacts that nothing needs any more, or says what would go. */
export async function gc(io: Io, report: Reporter, options: GcCommandOptions): Promise<void> {
  const keepDays = daysOf(options.keepDays)
  const dryRun = options.dryRun === true
  await withProject(io, options, async ({ engine }) => {
    const collected = await collectUnneeded(engine, { keepDays, dryRun, now: io.now })
    report.result({ ...collected, keepDays, dryRun }, style => textOf(collected, dryRun, keepDays, style))
  })
}

function daysOf(text: string): number {
  const days = text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isFinite(days) && days >= 0) return days
  throw new UsageInvalid({ reason: `--keep-days "${text}" is not a number of days: write one such as 30` })
}

function textOf(
  { datasets, artifacts, bytes: size, needed, olderThan }: Collected,
  dryRun: boolean,
  keepDays: number,
  style: Style,
): string {
  const kept =
    `Kept: ${needed} that runs of the last ${plural(keepDays, 'day')}, unfinished runs or models need, ` +
    `and whatever is newer than ${instant(olderThan)}.`
  if (datasets + artifacts === 0) return `Nothing to free.\n${kept}`
  const what = `${plural(datasets, 'dataset')} and ${plural(artifacts, 'artifact')}, ${bytes(size)}`
  return dryRun
    ? `${style.strong('would free')} ${what}\n${kept}\nFree it: sluice gc --keep-days ${keepDays}`
    : `${style.good('freed')} ${what}\n${kept}`
}
