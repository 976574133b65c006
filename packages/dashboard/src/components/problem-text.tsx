import type { RunError } from '@sluice/server'
import { LinkedText } from './linked-text.tsx'
import { Command } from './command.tsx'

/** Why something failed and what to do next; commands can be copied. */
export function ProblemText({ error }: { readonly error: RunError }) {
  return (
    <div className="problem">
      <p className="strong">{error.message}</p>
      {error.wayOut.length > 0 && (
        <ul className="way-out">
          {error.wayOut.map(way => (
            <li key={way}>{isCommand(way) ? <Command text={way} /> : <LinkedText text={way} />}</li>
          ))}
        </ul>
      )}
      <p className="quiet small">
        {error.code !== undefined && <code>{error.code}</code>}
        {error.docs !== undefined && <> · explained in docs/{error.docs}.md</>}
        {error.retry === 'later'
          ? ' · trying again may help'
          : ' · trying again without a change will not help'}
      </p>
      {error.stack !== undefined && (
        <details>
          <summary>Where in the code</summary>
          <pre>{error.stack}</pre>
        </details>
      )}
    </div>
  )
}

function isCommand(text: string): boolean {
  return /^(npx |npm run |sluice )\S.*[^.]$/.test(text)
}
