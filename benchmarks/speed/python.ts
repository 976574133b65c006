import { spawnSync } from 'node:child_process'

/**
 * A Python with the packages of the peers: `SLUICE_BENCH_PYTHON`, or python3 where it has them. Undefined where there
 * is none; the peers are then left out.
 */
export function peerPython(): string | undefined {
  const candidates = [process.env['SLUICE_BENCH_PYTHON'], 'python3'].filter(one => one !== undefined)
  return candidates.find(
    python => spawnSync(python, ['-c', 'import numpy, pandas, pyarrow, sklearn']).status === 0,
  )
}

/** Said where a peer is left out. */
export const noPython =
  'scikit-learn left out: no python3 with scikit-learn, pandas and pyarrow (SLUICE_BENCH_PYTHON names one)'
