import { useQuery } from '@tanstack/react-query'
import type { Model } from '@sluice/server'
import { useState } from 'react'
import { Card } from '../../components/card.tsx'
import { Instant, ZoneNote } from '../../components/instant.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Page } from '../../components/page.tsx'
import { modelQuery } from '../../data/models.ts'
import { Drift } from './drift.tsx'
import { eventWords } from './event-words.ts'
import { MetricHistory } from './metric-history.tsx'
import { ModelActions } from './model-actions.tsx'
import { VersionTable } from './version-table.tsx'
import { VersionView } from './version-view.tsx'
import './models.css'

/** A model: versions, champion, metrics over time, what happened and why. */
export default function ModelPage({ name }: { readonly name: string }) {
  const query = useQuery(modelQuery(name))
  if (query.data === undefined) {
    return (
      <Page title={name}>
        <Loaded query={query} lines={14}>
          {() => null}
        </Loaded>
      </Page>
    )
  }
  return <ModelView model={query.data} />
}

function ModelView({ model }: { readonly model: Model }) {
  const champion = model.aliases['champion']
  const [chosen, setChosen] = useState<readonly number[]>([])
  const first = champion ?? model.versions[0]?.version
  const shown = chosen.length > 0 ? chosen : first === undefined ? [] : [first]
  const toggle = (version: number) =>
    setChosen(
      shown.includes(version) ? shown.filter(other => other !== version) : [...shown.slice(-1), version],
    )
  return (
    <Page
      title={`${model.label ?? model.deployment} · ${model.model}`}
      about={
        champion === undefined
          ? 'No version is the champion: runs that score with it are blocked until one is promoted.'
          : `Version ${champion} of ${model.versions.length} is the champion.`
      }
      actions={<ModelActions model={model} shown={shown} />}
    >
      <MetricHistory model={model} />
      <Card title="Versions" note="choose one to look into, two to compare" flush>
        <VersionTable model={model} shown={shown} onToggle={toggle} />
      </Card>
      <div className="columns">
        {shown.map(version => (
          <VersionView key={version} model={model.model} version={version} />
        ))}
      </div>
      <Drift model={model.model} zone={model.zone} />
      <Card title="History" note={<ZoneNote zone={model.zone} />}>
        <ol className="timeline">
          {model.history.map(event => (
            <li key={`${event.kind} ${event.version} ${event.at}`}>
              <span className="quiet">
                <Instant at={event.at} zone={model.zone} />
              </span>
              <span>
                <span className="strong">{eventWords(event)}</span> by {event.who}: {event.why}
              </span>
            </li>
          ))}
        </ol>
      </Card>
    </Page>
  )
}
