/** One promise of a contract; `verify` throws when it is not kept. */
export interface ContractCase {
  readonly name: string
  verify(): Promise<void>
}
