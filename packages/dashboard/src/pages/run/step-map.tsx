import type { RunStep } from '@sluice/server'
import { useMemo, useState } from 'react'
import { Card } from '../../components/card.tsx'
import { Graph, type GraphBox } from '../../components/graph/graph.tsx'
import { StatusMark } from '../../components/status-mark.tsx'
import { duration } from '../../format/numbers.ts'
import { statusLook } from '../../format/status.ts'
import { stepGraph, type StepBox } from './step-groups.ts'

const urgent = new Set(['failed', 'blocked', 'running'])

/** The steps of a run and what each waits for; elements of maps are folded until somebody opens them. */
export function StepMap({
  steps,
  chosen,
  onChoose,
}: {
  readonly steps: readonly RunStep[]
  readonly chosen: string | undefined
  readonly onChoose: (step: string) => void
}) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const { boxes, edges, boxOf } = useMemo(() => stepGraph(steps, open), [steps, open])
  const choose = (id: string) => {
    const box = boxes.find(box => box.id === id)
    if (box?.map !== undefined) setOpen(new Set([...open, box.map]))
    else onChoose(id)
  }
  const note =
    open.size === 0 ? (
      `${steps.length} steps`
    ) : (
      <button type="button" className="button plain tight" onClick={() => setOpen(new Set())}>
        Fold maps
      </button>
    )
  return (
    <Card title="Graph" note={note} flush>
      <Graph
        label="Steps and what each waits for"
        boxes={boxes.map(asGraphBox)}
        edges={edges}
        chosen={chosen === undefined ? undefined : boxOf.get(chosen)}
        focus={boxes.find(({ status }) => urgent.has(status))?.id}
        onChoose={choose}
      />
    </Card>
  )
}

function asGraphBox({ id, name, status, steps, map }: StepBox): GraphBox {
  const { word, tone } = statusLook(status)
  const seconds = steps.reduce((sum, step) => sum + step.seconds, 0)
  const note = status === 'succeeded' ? duration(seconds) : word
  return {
    id,
    label: `${name}: ${word}${map === undefined ? '' : '; opens its elements'}`,
    className: `${tone === 'bad' ? 'tone-bad' : ''} ${map === undefined ? '' : 'many'}`,
    content: (
      <>
        <StatusMark status={status} />
        <div>
          <span className="cut graph-name" title={name}>
            {name}
          </span>
          <small className="cut">{note}</small>
        </div>
      </>
    ),
  }
}
