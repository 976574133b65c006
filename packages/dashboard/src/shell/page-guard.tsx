import { Component, type ReactNode } from 'react'
import { Failure } from '../components/failure.tsx'

interface Props {
  readonly children: ReactNode
}

interface State {
  readonly error?: unknown
}

/** Shows why a page failed instead of an empty window; the menu stays usable. */
export class PageGuard extends Component<Props, State> {
  override state: State = {}

  static getDerivedStateFromError(error: unknown): State {
    return { error }
  }

  override render(): ReactNode {
    if (!('error' in this.state)) return this.props.children
    return <Failure error={this.state.error} again={() => location.reload()} />
  }
}
