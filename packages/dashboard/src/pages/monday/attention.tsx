import type { OverviewRow } from '@sluice/server'
import { useState } from 'react'
import { Link } from 'wouter'
import { Ago, Instant } from '../../components/instant.tsx'
import { StatusMark } from '../../components/status-mark.tsx'
import { pathTo } from '../../format/path-to.ts'
import { statusLook } from '../../format/status.ts'

const shownFirst = 12

/** What waits for a person, with why, and the ways on. */
export function Attention({ rows }: { readonly rows: readonly OverviewRow[] }) {
  const [isAll, setAll] = useState(false)
  const shown = isAll ? rows : rows.slice(0, shownFirst)
  return (
    <section className="card attention" aria-labelledby="attention">
      <header>
        <h2 id="attention">Needs a person</h2>
      </header>
      <ul>
        {shown.map(row => (
          <AttentionRow key={`${row.pipeline} ${row.deployment}`} row={row} />
        ))}
      </ul>
      {rows.length > shown.length && (
        <button type="button" className="button plain" onClick={() => setAll(true)}>
          {rows.length - shown.length} more
        </button>
      )}
    </section>
  )
}

function AttentionRow({ row }: { readonly row: OverviewRow }) {
  const { pipeline, deployment, label = deployment, zone, reason, incident, nextRun, runs } = row
  const last = runs.at(-1)
  const { tone, word } = statusLook(row.state)
  const main = last === undefined ? pathTo.deployment(pipeline, deployment) : pathTo.run(last.run)
  return (
    <li>
      <StatusMark status={row.state} />
      <div className="attention-text">
        <p>
          <Link href={main} data-row="" className="strong">
            {label}
          </Link>
          <span className={`tone-${tone} attention-word`}>{word}</span>
          <span className="quiet">{pipeline}</span>
        </p>
        {reason !== undefined && <p>{reason}</p>}
        <p className="quiet small">
          {row.lateSince !== undefined && (
            <>
              Due <Instant at={row.lateSince} zone={zone} />, <Ago at={row.lateSince} zone={zone} /> ·{' '}
            </>
          )}
          {last !== undefined && (
            <>
              Last run <Ago at={last.finishedAt ?? last.startedAt} zone={zone} />
            </>
          )}
          {nextRun !== undefined && (
            <>
              {' '}
              · next <Instant at={nextRun} zone={zone} />
            </>
          )}
        </p>
      </div>
      <div className="buttons">
        {incident !== undefined && (
          <Link href={pathTo.incident(incident)} className="button tight">
            Incident
          </Link>
        )}
        {last !== undefined && (
          <Link href={pathTo.run(last.run)} className="button tight">
            Open run
          </Link>
        )}
      </div>
    </li>
  )
}
