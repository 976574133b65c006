/** One fact that every implementation of an interface must satisfy; give the cases to `test.each` or run them. */
export interface ContractCase<T> {
  readonly name: string
  readonly check: (subject: T) => Promise<void>
}

/** Makes a fresh subject for every case, and disposes of it. */
export interface ContractSubject<T> {
  readonly subject: T
  dispose(): Promise<void>
}

/** Runs one case against a fresh subject. */
export async function checkContract<T>(
  { check }: ContractCase<T>,
  make: () => Promise<ContractSubject<T>>,
): Promise<void> {
  const made = await make()
  try {
    await check(made.subject)
  } finally {
    await made.dispose()
  }
}
