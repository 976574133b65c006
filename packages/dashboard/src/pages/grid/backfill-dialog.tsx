import { useQuery } from '@tanstack/react-query'
import type { BackfillPreview } from '@sluice/server'
import { useState, type FormEvent } from 'react'
import { DialogFoot } from '../../components/dialog-foot.tsx'
import { Failure } from '../../components/failure.tsx'
import { Field } from '../../components/field.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Modal } from '../../components/modal.tsx'
import { previewQuery, type BackfillAsk } from '../../data/grid.ts'
import { useMayAct } from '../../data/me.ts'
import { useAct } from '../../data/use-act.ts'
import { counted } from '../../format/numbers.ts'
import type { Chosen } from './selection.ts'

const redos = {
  none: 'only what has never run',
  failed: 'also what failed or was blocked',
  changed: 'also what code or parameters have changed since',
  all: 'everything',
} as const

const actions = { run: 'run', continue: 'go on', redo: 'run again', leave: 'left as they are' } as const
const shownClients = 12

/** What a backfill of a selection would do, and the button that starts it. */
export function BackfillDialog({
  pipeline,
  chosen,
  onClose,
}: {
  readonly pipeline: string
  readonly chosen: Chosen
  readonly onClose: () => void
}) {
  const [choices, setChoices] = useState<Choices>({ redo: 'failed', oneRun: false, atOnce: 2 })
  const [why, setWhy] = useState('')
  const mayAct = useMayAct()
  const { deployments, from, to } = chosen
  const { atOnce, ...how } = choices
  const ask: BackfillAsk = { pipeline, deployments, from, to, ...how }
  const preview = useQuery(previewQuery(ask))
  const { mutate, isPending, error } = useAct({ said: 'The backfill has started.', onDone: onClose })
  const work = workOf(preview.data)
  const start = (event: FormEvent) => {
    event.preventDefault()
    mutate({ path: '/v1/backfills', body: { ...ask, atOnce, why: why.trim() } })
  }
  return (
    <Modal label="Backfill" onClose={onClose}>
      <form onSubmit={start}>
        <div className="dialog-body">
          <h2>
            Backfill {pipeline}, {counted(deployments.length, 'client')}
          </h2>
          <p className="quiet">
            Runs that were due from {from} and before {to}, as they would have been then: each sees only data
            of before its own instant.
          </p>
          <ChoiceFields choices={choices} onChange={setChoices} />
          <Loaded query={preview} lines={4}>
            {data => <Preview preview={data} />}
          </Loaded>
          <Field label="Why">
            <input required maxLength={1000} value={why} onChange={event => setWhy(event.target.value)} />
          </Field>
          {error !== null && <Failure error={error} />}
        </div>
        <DialogFoot onClose={onClose}>
          <button
            type="submit"
            className="button primary"
            disabled={!mayAct || work === 0 || isPending || why.trim() === ''}
          >
            {work === 0 ? 'Nothing to run' : `Start ${counted(work, 'run')}`}
          </button>
        </DialogFoot>
      </form>
    </Modal>
  )
}

interface Choices {
  readonly redo: BackfillAsk['redo']
  readonly oneRun: boolean
  readonly atOnce: number
}

function ChoiceFields({
  choices,
  onChange,
}: {
  readonly choices: Choices
  readonly onChange: (choices: Choices) => void
}) {
  return (
    <>
      <Field label="What to run">
        <select
          value={choices.redo}
          onChange={event => onChange({ ...choices, redo: event.target.value as BackfillAsk['redo'] })}
        >
          {Object.entries(redos).map(([key, words]) => (
            <option key={key} value={key}>
              {words}
            </option>
          ))}
        </select>
      </Field>
      <label className="check-line">
        <input
          type="checkbox"
          checked={choices.oneRun}
          onChange={event => onChange({ ...choices, oneRun: event.target.checked })}
        />{' '}
        one run over all of the time instead of one for each interval
      </label>
      <Field label="At once, of each client">
        <input
          type="number"
          min={1}
          max={100}
          value={choices.atOnce}
          onChange={event => onChange({ ...choices, atOnce: Math.max(1, event.target.valueAsNumber || 1) })}
        />
      </Field>
    </>
  )
}

function Preview({ preview: { counts, clients } }: { readonly preview: BackfillPreview }) {
  const refused = clients.filter(({ refused }) => refused !== undefined)
  return (
    <div className="preview" aria-live="polite">
      <ul className="values">
        {Object.entries(actions).map(([action, words]) => (
          <li key={action} className={action === 'leave' ? 'pill' : 'pill tone-run'}>
            {counts[action] ?? 0} {words}
          </li>
        ))}
      </ul>
      <ul className="preview-clients small">
        {clients.slice(0, shownClients).map(({ deployment, label = deployment, refused, items }) => (
          <li key={deployment}>
            <span className="cut">{label}</span>
            <span className="quiet">
              {refused ??
                `${items.filter(({ action }) => action !== 'leave').length} of ${items.length} to run`}
            </span>
          </li>
        ))}
        {clients.length > shownClients && <li className="quiet">and {clients.length - shownClients} more</li>}
      </ul>
      {refused.length > 0 && (
        <p className="caution small">{counted(refused.length, 'client')} cannot take part.</p>
      )}
    </div>
  )
}

function workOf(preview: BackfillPreview | undefined): number {
  const { run = 0, redo = 0, continue: goOn = 0 } = preview?.counts ?? {}
  return run + redo + goOn
}
