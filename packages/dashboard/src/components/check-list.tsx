import type { Check } from '@sluice/server'
import { LinkedText } from './linked-text.tsx'
import { Status } from './status-mark.tsx'
import { RecordsTable } from './dataset/rows-table.tsx'

const order = ['failed', 'learning', 'passed'] as const

/** What checks found, what failed first. */
export function CheckList({ checks }: { readonly checks: readonly Check[] }) {
  const sorted = checks.toSorted((a, b) => order.indexOf(a.status) - order.indexOf(b.status))
  return (
    <ul className="checks">
      {sorted.map((check, i) => (
        <li key={`${check.subject} ${check.name ?? check.check} ${i}`}>
          <CheckItem check={check} />
        </li>
      ))}
    </ul>
  )
}

function CheckItem({ check }: { readonly check: Check }) {
  const {
    name = check.check,
    subject,
    column,
    message,
    expected,
    observed,
    likelyCause,
    evidence = [],
  } = check
  const status = check.status === 'failed' && check.severity === 'warn' ? 'warnings' : check.status
  const sample = check.sample ?? []
  return (
    <>
      <p className="check-head">
        <Status status={status} word={status === 'warnings' ? 'warning' : check.status} />
        <span className="strong">{name}</span>
        <span className="quiet">
          {subject}
          {column !== undefined && !name.includes(column) && `.${column}`}
        </span>
      </p>
      <p>
        <LinkedText text={message} />
      </p>
      {check.status === 'failed' && (
        <>
          {likelyCause !== undefined && (
            <p>
              <span className="quiet">Likely cause: </span>
              {likelyCause}
            </p>
          )}
          {evidence.length > 0 && (
            <ul className="evidence">
              {evidence.map(fact => (
                <li key={fact}>{fact}</li>
              ))}
            </ul>
          )}
          {expected !== undefined && (
            <dl className="facts small">
              <dt>Expected</dt>
              <dd>{expected}</dd>
              {observed !== undefined && observed !== null && (
                <>
                  <dt>Found</dt>
                  <dd>{String(observed)}</dd>
                </>
              )}
            </dl>
          )}
          {sample.length > 0 && <RecordsTable label={`Rows that ${name} found`} records={sample} />}
        </>
      )}
    </>
  )
}
