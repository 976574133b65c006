import { Fragment } from 'react'
import { Modal } from '../components/modal.tsx'
import { usePlaces } from './places.tsx'

const everywhere = [
  [['/', 'Ctrl K'], 'search over everything'],
  [['?'], 'this sheet'],
  [['j', 'k'], 'next and previous row of a list'],
  [['Enter'], 'open what has the focus'],
  [['←', '→', '↑', '↓'], 'move in the matrix, the grid and the graph'],
  [['Shift', '←', '→', '↑', '↓'], 'extend the selection in the grid'],
  [['Esc'], 'close, or let go of a selection'],
] as const

/** All keys on one sheet. */
export function Shortcuts({ onClose }: { readonly onClose: () => void }) {
  const places = usePlaces()
  return (
    <Modal label="Shortcuts" onClose={onClose}>
      <div className="dialog-body">
        <h2>Shortcuts</h2>
        <dl className="keys">
          {everywhere.map(([keys, what]) => (
            <Fragment key={what}>
              <dt>
                {keys.map(key => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{what}</dd>
            </Fragment>
          ))}
          {places.map(({ letter, name }) => (
            <Fragment key={letter}>
              <dt>
                <kbd>g</kbd> <kbd>{letter}</kbd>
              </dt>
              <dd>{name}</dd>
            </Fragment>
          ))}
        </dl>
      </div>
      <div className="dialog-foot">
        <button type="button" className="button" onClick={onClose}>
          Close
        </button>
      </div>
    </Modal>
  )
}
