import type { Ledger, LedgerRow, ModelRegistry, ModelVersion } from '@sluice/core'
import type { Claim } from '../journal/journal.ts'
import type { Store } from '../store/store.ts'

/** Says what was not done. */
type Note = (message: string) => void

/** A store that reads from both and writes only to `own`. */
export function storeApart(shared: Store, own: Store): Store {
  const owner = async (ref: Parameters<Store['has']>[0]) => ((await own.has(ref)) ? own : shared)
  const made = new Set<string>()
  return {
    async stage() {
      const staged = await own.stage()
      return {
        path: staged.path,
        discard: () => staged.discard(),
        async commit() {
          const facts = await staged.commit()
          made.add(facts.digest)
          return facts
        },
      }
    },
    path: ref => (made.has(ref.digest) ? own : shared).path(ref),
    fetch: (ref, until) => (made.has(ref.digest) ? own : shared).fetch(ref, until),
    profile: async digest => (await own.profile(digest)) ?? shared.profile(digest),
    keepProfile: (digest, profile) => own.keepProfile(digest, profile),
    save: artifact => own.save(artifact),
    load: async ref => (await owner(ref)).load(ref),
    has: async ref => (await own.has(ref)) || shared.has(ref),
    verify: async ref => (await owner(ref)).verify(ref),
    gc: options => own.gc(options),
  }
}

/** A registry that reads and changes nothing: a version that is registered is known to nobody else. */
export function modelsApart(models: ModelRegistry, now: () => Date, note: Note): ModelRegistry {
  const own: ModelVersion[] = []
  const versions = async (model: string) => [
    ...(await models.versions(model)),
    ...own.filter(version => version.model === model),
  ]
  return {
    async register(entry) {
      const known = await versions(entry.model)
      const same = known.find(({ artifact }) => artifact.digest === entry.artifact.digest)
      if (same !== undefined) return same
      const version = Math.max(0, ...known.map(one => one.version)) + 1
      const made = { ...entry, version, createdAt: now() }
      own.push(made)
      note(`would register version ${version} of ${entry.model}`)
      return made
    },
    versions,
    resolve: (model, alias) => models.resolve(model, alias),
    async promote({ model, version, alias }) {
      note(`would make version ${version} of ${model} the ${alias}`)
    },
    async refuse({ model, version, alias, why }) {
      note(`would not make version ${version} of ${model} the ${alias}: ${why}`)
    },
    async rollback({ model, alias }) {
      throw new Error(`a step that is run alone cannot roll back the ${alias} of ${model}`)
    },
    history: model => models.history(model),
    models: () => models.models(),
  }
}

/** A ledger that reads and keeps what is written to itself. */
export function ledgerApart(ledger: Ledger): Ledger {
  const books = new Map<string, Map<string, LedgerRow>>()
  const own = (book: string) => books.get(book) ?? new Map<string, LedgerRow>()
  return {
    read: async (book, keys) => {
      const found = new Map(await ledger.read(book, keys))
      for (const key of keys) {
        const row = own(book).get(key)
        if (row !== undefined) found.set(key, row)
      }
      return found
    },
    async write(book, rows) {
      books.set(book, new Map([...own(book), ...rows.map(row => [row.key, row] as const)]))
    },
    counts: book => ledger.counts(book),
    rejected: (book, limit) => ledger.rejected(book, limit),
  }
}

/** The right to write to no run. */
export const noClaim: Claim = {
  startStep: async () => {},
  endStep: async () => {},
  record: async () => {},
  beat: async () => {},
  finish: async () => {},
  noteAlert: async () => ({ first: new Date(0), times: 1, sent: [], lately: [] }),
  alertSent: async () => {},
}
