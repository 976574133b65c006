/** The part of WebAssembly that is used; the libraries of types have it only for browsers. */
export interface WebAssemblyApi {
  readonly Memory: {
    new (options: {
      readonly initial: number
      readonly maximum: number
      readonly shared: true
    }): SharedWasmMemory
    new (options: { readonly initial: number }): WasmMemory
  }
  readonly Module: new (bytes: Uint8Array) => WasmModule
  readonly Instance: new (
    module: WasmModule,
    imports: { readonly env: { readonly memory: WasmMemory | SharedWasmMemory } },
  ) => { readonly exports: Readonly<Record<string, (...args: number[]) => void>> }
}

/** A memory of one thread. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer
}

/** A memory that threads share. */
export interface SharedWasmMemory {
  readonly buffer: SharedArrayBuffer
}

/** Compiled code, which threads can be sent. */
export type WasmModule = object

/** WebAssembly, where the runtime has it. */
export function webAssembly(): WebAssemblyApi | undefined {
  return (globalThis as unknown as { readonly WebAssembly?: WebAssemblyApi }).WebAssembly
}
