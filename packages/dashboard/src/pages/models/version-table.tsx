import type { Model } from '@sluice/server'
import { Link } from 'wouter'
import { TableScroll } from '../../components/card.tsx'
import { Instant } from '../../components/instant.tsx'
import { decimal } from '../../format/numbers.ts'
import { pathTo } from '../../format/path-to.ts'
import { metricWords, qualityMetrics } from './metric-words.ts'

const shownMetrics = 5

/** Versions with their metrics; those chosen are shown below. */
export function VersionTable({
  model: { versions, zone },
  shown,
  onToggle,
}: {
  readonly model: Model
  readonly shown: readonly number[]
  readonly onToggle: (version: number) => void
}) {
  const metrics = qualityMetrics(versions.flatMap(version => Object.keys(version.metrics))).slice(
    0,
    shownMetrics,
  )
  return (
    <TableScroll label="Versions">
      <table>
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">Alias</th>
            {metrics.map(metric => (
              <th key={metric} scope="col" className="number">
                {metricWords(metric)}
              </th>
            ))}
            <th scope="col">Measured</th>
            <th scope="col">Made</th>
            <th scope="col">Run</th>
          </tr>
        </thead>
        <tbody>
          {versions.map(({ version, aliases, metrics: values, measuredOn, createdAt, run }) => (
            <tr key={version} data-chosen={shown.includes(version)}>
              <th scope="row">
                <label className="check-line nowrap">
                  <input
                    type="checkbox"
                    data-row=""
                    checked={shown.includes(version)}
                    onChange={() => onToggle(version)}
                  />
                  {version}
                </label>
              </th>
              <td>
                <Aliases names={aliases} />
              </td>
              {metrics.map(metric => (
                <td key={metric} className="number">
                  {decimal(values[metric])}
                </td>
              ))}
              <td className="quiet nowrap">{measuredOn === 'out-of-fold' ? 'out of fold' : 'later rows'}</td>
              <td>
                <Instant at={createdAt} zone={zone} detail="date" />
              </td>
              <td>
                <Link href={pathTo.run(run)} className="nowrap">
                  {run.slice(0, 15)}
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  )
}

function Aliases({ names }: { readonly names: readonly string[] }) {
  return names.map(name => (
    <span key={name} className={name === 'champion' ? 'pill tone-good' : 'pill'}>
      {name}
    </span>
  ))
}
