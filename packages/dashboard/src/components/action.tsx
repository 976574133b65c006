import { useId, useState, type FormEvent, type ReactNode } from 'react'
import { useAct, type Act } from '../data/use-act.ts'
import { useMayAct } from '../data/me.ts'
import { DialogFoot } from './dialog-foot.tsx'
import { Failure } from './failure.tsx'
import { Modal } from './modal.tsx'

/** An action that asks before it acts. */
export interface ActionProps {
  /** On the button. */
  readonly label: string
  /** As a question, above the dialog. */
  readonly question: string
  /** What will happen. */
  readonly effect: ReactNode
  /** `needed`: it is kept with a reason; `no`: nobody asks for one. */
  readonly reason: 'needed' | 'no'
  readonly kind?: 'primary' | 'danger' | undefined
  readonly tight?: boolean
  readonly act: (why: string) => Act
  readonly onDone?: (answer: unknown) => void
  /** What is said when it is done; else what the server says. */
  readonly said?: string | undefined
  /** More to choose in the dialog. */
  readonly children?: ReactNode
}

/** A button that opens a dialog to confirm, with the reason where one is kept. */
export function Action(props: ActionProps) {
  const [isOpen, setOpen] = useState(false)
  const mayAct = useMayAct()
  if (!mayAct) return null
  const { label, kind = '', tight = false } = props
  return (
    <>
      <button
        type="button"
        className={`button ${kind}${tight ? ' tight' : ''}`}
        onClick={() => setOpen(true)}
      >
        {label}
      </button>
      {isOpen && <ActionDialog {...props} onClose={() => setOpen(false)} />}
    </>
  )
}

function ActionDialog({
  label,
  question,
  effect,
  reason,
  kind,
  act,
  onDone,
  said,
  onClose,
  children,
}: ActionProps & { readonly onClose: () => void }) {
  const [why, setWhy] = useState('')
  const id = useId()
  const { mutate, isPending, error } = useAct({
    said,
    onDone: answer => {
      onClose()
      onDone?.(answer)
    },
  })
  const isReady = reason === 'no' || why.trim() !== ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isReady && !isPending) mutate(act(why.trim()))
  }
  return (
    <Modal label={question} onClose={onClose}>
      <form onSubmit={submit}>
        <div className="dialog-body">
          <h2>{question}</h2>
          <div className="quiet">{effect}</div>
          {children}
          {reason === 'needed' && (
            <div className="field">
              <label htmlFor={id}>Why</label>
              <textarea
                id={id}
                required
                maxLength={1000}
                value={why}
                onChange={event => setWhy(event.target.value)}
                aria-describedby={`${id}-note`}
              />
              <small id={`${id}-note`}>Kept with the action, for whoever asks later.</small>
            </div>
          )}
          {error !== null && <Failure error={error} />}
        </div>
        <DialogFoot onClose={onClose}>
          <button type="submit" className={`button ${kind ?? 'primary'}`} disabled={!isReady || isPending}>
            {isPending ? 'Working …' : label}
          </button>
        </DialogFoot>
      </form>
    </Modal>
  )
}
