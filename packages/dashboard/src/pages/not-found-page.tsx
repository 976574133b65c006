import { Link } from 'wouter'
import { Page } from '../components/page.tsx'

/** An address that leads nowhere. */
export function NotFoundPage() {
  return (
    <Page
      title="No such page"
      about="Nothing has this address. It may have been renamed, or the link was cut."
    >
      <p>
        <Link href="/">Go to Monday</Link>, or press <kbd>/</kbd> and search for a client, a run, a model.
      </p>
    </Page>
  )
}
