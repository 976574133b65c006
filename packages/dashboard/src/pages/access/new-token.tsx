import type { NewAccessToken } from '@sluice/server'
import { useState, type FormEvent } from 'react'
import { Command } from '../../components/command.tsx'
import { DialogFoot } from '../../components/dialog-foot.tsx'
import { Failure } from '../../components/failure.tsx'
import { Modal } from '../../components/modal.tsx'
import { useAct } from '../../data/use-act.ts'
import { TokenFields, type TokenChoices } from './token-fields.tsx'

const dayMs = 86_400_000

/** A button that makes a token and shows it this once. */
export function NewToken() {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button type="button" className="button primary" onClick={() => setOpen(true)}>
        New token
      </button>
      {isOpen && <NewTokenDialog onClose={() => setOpen(false)} />}
    </>
  )
}

function NewTokenDialog({ onClose }: { readonly onClose: () => void }) {
  const [made, setMade] = useState<NewAccessToken>()
  return (
    <Modal label="New token" onClose={onClose}>
      {made === undefined ? (
        <TokenForm onClose={onClose} onMade={setMade} />
      ) : (
        <>
          <div className="dialog-body">
            <h2>Copy “{made.token.name}” now</h2>
            <p className="quiet">
              It is shown this once. Whoever loses it makes another and revokes this one.
            </p>
            <Command text={made.text} />
          </div>
          <div className="dialog-foot">
            <button type="button" className="button primary" onClick={onClose}>
              I have it
            </button>
          </div>
        </>
      )}
    </Modal>
  )
}

function TokenForm({
  onClose,
  onMade,
}: {
  readonly onClose: () => void
  readonly onMade: (made: NewAccessToken) => void
}) {
  const [choices, setChoices] = useState<TokenChoices>({ name: '', role: 'viewer', days: '90', clients: [] })
  const { name, role, days, clients } = choices
  const { mutate, isPending, error } = useAct({
    said: `“${name}” is made.`,
    onDone: answer => onMade(answer as NewAccessToken),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const body = {
      name: name.trim(),
      role,
      ...(clients.length > 0 && { clients }),
      ...(days !== '' && { expiresAt: new Date(Date.now() + Number(days) * dayMs).toISOString() }),
    }
    mutate({ path: '/v1/tokens', body })
  }
  return (
    <form onSubmit={submit}>
      <div className="dialog-body">
        <h2>New token</h2>
        <TokenFields choices={choices} onChange={change => setChoices({ ...choices, ...change })} />
        {error !== null && <Failure error={error} />}
      </div>
      <DialogFoot onClose={onClose}>
        <button type="submit" className="button primary" disabled={name.trim() === '' || isPending}>
          {isPending ? 'Working …' : 'Make it'}
        </button>
      </DialogFoot>
    </form>
  )
}
