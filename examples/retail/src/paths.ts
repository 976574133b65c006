import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

/** Where the real data lies: `SLUICE_DATA`, or `../shared/data` beside the repository. */
export const dataFolder =
  process.env['SLUICE_DATA'] ?? resolve(import.meta.dirname, '../../../../shared/data')

/** Why tests on real data cannot run here, or undefined when they can. */
export const noData = existsSync(`${dataFolder}/online_retail.csv.gz`)
  ? undefined
  : `no data at ${dataFolder}; set SLUICE_DATA to the folder with online_retail.csv.gz`
