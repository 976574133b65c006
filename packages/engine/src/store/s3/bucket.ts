/** Size and time of an object, as the server has them. */
export interface ObjectFacts {
  readonly bytes: number
  readonly modifiedAt: Date
}

/** An object of a listing. */
export interface ListedObject extends ObjectFacts {
  readonly key: string
}

/**
 * What a store needs of S3: objects by key below one prefix. Every call is limited in time and tried again where that
 * can help.
 *
 * @throws StoreUnavailable, StoreRefused
 */
export interface Bucket {
  /** For messages: `s3://bucket/prefix/`. */
  readonly place: string
  facts(key: string): Promise<ObjectFacts | undefined>
  /** Writes a small object, also over one that is there. */
  put(key: string, content: Uint8Array): Promise<void>
  /** Writes a small object unless there is one; false when there is. */
  create(key: string, content: Uint8Array): Promise<boolean>
  /** Uploads a file in parts, all or nothing, unless there is an object; false when there is. */
  createFromFile(key: string, path: string): Promise<boolean>
  /** The whole object; undefined when there is none. */
  get(key: string): Promise<Uint8Array | undefined>
  /** Writes the object to a new file and returns the SHA-256 of its bytes; undefined when there is no object. */
  download(key: string, path: string): Promise<string | undefined>
  remove(key: string): Promise<void>
  /** All objects whose key begins with `prefix`, page by page, in the order of their keys. */
  list(prefix: string): AsyncIterable<ListedObject>
}
