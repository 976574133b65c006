/** Hand-assembled WebAssembly, by name. */
export * as wasm from './assembler.ts'
