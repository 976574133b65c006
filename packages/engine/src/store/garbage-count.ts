import type { ContentKind } from './content-address.ts'
import type { GcResult } from './store.ts'

/** Adds up what a collection removed. */
export class GarbageCount {
  readonly #removed = { dataset: 0, artifact: 0 }
  #bytes = 0

  add(kind: ContentKind, bytes: number): void {
    this.#removed[kind] += 1
    this.#bytes += bytes
  }

  result(): GcResult {
    return { datasets: this.#removed.dataset, artifacts: this.#removed.artifact, bytes: this.#bytes }
  }
}
