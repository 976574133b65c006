import { useQuery } from '@tanstack/react-query'
import type { ModelVersion } from '@sluice/server'
import { Link } from 'wouter'
import { Card } from '../../components/card.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { pathOfModel, versionQuery } from '../../data/models.ts'
import { count, decimal, percent, plain } from '../../format/numbers.ts'
import { pathTo } from '../../format/path-to.ts'
import { Calibration } from './calibration.tsx'
import { metricWords, qualityMetrics } from './metric-words.ts'

const shownFeatures = 12

/** A version with what its artifact says. */
export function VersionView({ model, version }: { readonly model: string; readonly version: number }) {
  const query = useQuery(versionQuery(model, version))
  return (
    <Card title={`Version ${version}`} note={query.data?.learner}>
      <Loaded query={query} lines={12}>
        {data => <VersionFacts data={data} />}
      </Loaded>
    </Card>
  )
}

function VersionFacts({ data }: { readonly data: ModelVersion }) {
  const { trained, warnings, report, model, version } = data
  return (
    <div className="stack-close">
      {report && (
        <a
          className="button report-link"
          href={`${pathOfModel(model)}/versions/${version}/report`}
          target="_blank"
          rel="noreferrer"
        >
          Evaluation report
        </a>
      )}
      {warnings.map(warning => (
        <p key={warning} className="notice">
          {warning}
        </p>
      ))}
      <dl className="tiles">
        {qualityMetrics(Object.keys(data.metrics)).map(metric => (
          <div key={metric}>
            <dt>{metricWords(metric)}</dt>
            <dd>
              {decimal(data.metrics[metric])}
              {metric === 'auc' && data.aucInterval !== undefined && (
                <small>
                  {decimal(data.aucInterval[0])} to {decimal(data.aucInterval[1])}
                </small>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <div className="version-parts">
        <div className="stack-close">
          <h3>Calibration</h3>
          <Calibration bins={data.calibration} />
        </div>
        <div className="stack-close">
          <h3>Features</h3>
          <Features data={data} />
          <h3>Scores in training</h3>
          <p className="quiet small">
            Mean {percent(data.scores.mean)}; later scores are compared with these deciles:{' '}
            {data.scores.deciles.map(decile => plain(decile, 2)).join(' · ')}
          </p>
        </div>
      </div>
      <p className="quiet small">
        Trained on {count(trained.rows)} rows of {trained.dates.length} dates (
        <Link href={pathTo.dataset(trained.dataset)}>the rows</Link>); predicts {data.target}
        {data.threshold !== undefined && `, decides from ${plain(data.threshold, 3)} on`}.
      </p>
    </div>
  )
}

function Features({ data: { features } }: { readonly data: ModelVersion }) {
  const most = Math.max(...features.map(({ coefficient = 0 }) => Math.abs(coefficient)), 1e-12)
  return (
    <ul className="features">
      {features.slice(0, shownFeatures).map(({ name, coefficient }) => (
        <li key={name}>
          <span className="cut" title={name}>
            {name}
          </span>
          {coefficient !== undefined && (
            <>
              <span className="feature-track" aria-hidden="true">
                <i
                  data-sign={coefficient < 0 ? 'down' : 'up'}
                  style={{ width: `${(Math.abs(coefficient) / most) * 50}%` }}
                />
              </span>
              <span className="number">{plain(coefficient, 3)}</span>
            </>
          )}
        </li>
      ))}
      {features.length > shownFeatures && (
        <li className="quiet">and {features.length - shownFeatures} more</li>
      )}
    </ul>
  )
}
