/** The little of WebAssembly that is needed here; the type library of it comes only with a browser's. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}
export interface WasmInstance {
  readonly exports: Readonly<Record<string, unknown>>;
}
export type WasmImports = Record<string, Record<string, unknown>>;

interface WebAssemblyApi {
  compile(binary: Uint8Array): Promise<object>;
  instantiate(compiled: object, imports: WasmImports): Promise<WasmInstance>;
}

export const webAssembly = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
