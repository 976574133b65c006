/** The part of WebAssembly that is used; the libraries of types have it only for browsers. */
export interface WebAssemblyApi {
  readonly Memory: new (options: {
    readonly initial: number
    readonly maximum: number
    readonly shared: true
  }) => WasmMemory
  readonly Module: new (bytes: Uint8Array) => WasmModule
  readonly Instance: new (
    module: WasmModule,
    imports: { readonly env: { readonly memory: WasmMemory } },
  ) => { readonly exports: Readonly<Record<string, (...args: number[]) => void>> }
}

/** A memory that threads share. */
export interface WasmMemory {
  readonly buffer: SharedArrayBuffer
}

/** Compiled code, which threads can be sent. */
export type WasmModule = object

/** WebAssembly, where the runtime has it. */
export function webAssembly(): WebAssemblyApi | undefined {
  return (globalThis as { readonly WebAssembly?: WebAssemblyApi }).WebAssembly
}
