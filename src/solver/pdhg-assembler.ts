/**
 * A WebAssembly module of one function, assembled by hand: just the instructions the PDHG kernel uses. Sources:
 * WebAssembly Core Specification 2.0, chapter 5 (binary format), with the fixed-width SIMD instructions; none of the
 * relaxed ones, so that every machine gives the same bits.
 */

/** Bytes of code. */
export type Code = readonly number[];

/** Value types of locals, parameters and results. */
export const TYPES = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;
/** Name of a value type. */
export type Type = keyof typeof TYPES;

function unsigned(value: number): Code {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low + 128 : low);
  } while (rest > 0);
  return bytes;
}

function signed(value: number): Code {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const isLast = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(isLast ? low : low | 0x80);
    if (isLast) return bytes;
  }
}

const plain = (opcode: number) => (): Code => [opcode];
const binary =
  (opcode: number) =>
  (a: Code, b: Code): Code => [...a, ...b, opcode];
const simd = (opcode: number): Code => [0xfd, ...unsigned(opcode)];
const vector =
  (opcode: number) =>
  (a: Code, b: Code): Code => [...a, ...b, ...simd(opcode)];
// Alignment is a hint; 0 = any.
const load =
  (opcode: Code) =>
  (address: Code, offset = 0): Code => [...address, ...opcode, 0, ...unsigned(offset)];
const store =
  (opcode: Code) =>
  (address: Code, value: Code, offset = 0): Code => [...address, ...value, ...opcode, 0, ...unsigned(offset)];

/** Instructions as functions from operands to code. Addresses and offsets in bytes. */
export const op = {
  i32: (value: number): Code => [0x41, ...signed(value)],
  add: binary(0x6a),
  and: binary(0x71),
  less: binary(0x49),
  times4: (a: Code): Code => [...a, 0x41, 2, 0x74],
  load32: load([0x28]),
  load16: load([0x2f]),
  loadFloat: load([0x2a]),
  storeFloat: store([0x38]),
  loadDouble: load([0x2b]),
  storeDouble: store([0x39]),
  addFloat: binary(0x92),
  multiplyFloat: binary(0x94),
  divideFloat: binary(0x95),
  addDouble: binary(0xa0),
  toDouble: (a: Code): Code => [...a, 0xbb],
  toFloat: (a: Code): Code => [...a, 0xb6],
  float: (value: number): Code => [0x43, ...new Uint8Array(Float32Array.of(value).buffer)],
  loadVector: load(simd(0x00)),
  storeVector: store(simd(0x0b)),
  splat: (a: Code): Code => [...a, ...simd(0x13)],
  lane: (a: Code, lane: number): Code => [...a, ...simd(0x1f), lane],
  andVector: vector(0x4e),
  addVector: vector(0xe4),
  subtractVector: vector(0xe5),
  multiplyVector: vector(0xe6),
  maxVector: vector(0xe9),
  end: plain(0x0b),
} as const;

/** `body` while `condition` (an i32) is not 0. */
export const whileLoop = (condition: Code, body: Code): Code => [
  ...[0x02, 0x40, 0x03, 0x40],
  ...[...condition, 0x45, 0x0d, 1],
  ...[...body, 0x0c, 0],
  ...[0x0b, 0x0b],
];

/** `body` when `condition` (an i32) is not 0. */
export const when = (condition: Code, body: Code): Code => [...condition, 0x04, 0x40, ...body, 0x0b];

/** A local variable or parameter. */
export interface Local {
  readonly get: Code;
  readonly set: (value: Code) => Code;
}

/** Numbers the locals of a function: parameters first. */
export function localsOf() {
  const types: Type[] = [];
  return {
    types: types as readonly Type[],
    local: (type: Type): Local => {
      const index = unsigned(types.push(type) - 1);
      return { get: [0x20, ...index], set: (value) => [...value, 0x21, ...index] };
    },
  };
}

interface WasmApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
  readonly Memory: new (size: { readonly initial: number }) => WasmMemory;
}
/** Memory of a module. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

// The types of Node leave the global out.
const { WebAssembly: wasm } = globalThis as unknown as { readonly WebAssembly: WasmApi };

const PAGE = 65_536;

/** Memory of at least so many bytes, all 0. */
export const allocate = (bytes: number): WasmMemory => new wasm.Memory({ initial: Math.ceil(bytes / PAGE) });

/** Compiles a function over a memory. `types`: its parameters, then its other locals. */
export function compile(
  memory: WasmMemory,
  types: readonly Type[],
  parameterCount: number,
  result: Type,
  body: Code,
): (...parameters: number[]) => number {
  const list = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
  const section = (id: number, content: Code): Code => [id, ...unsigned(content.length), ...content];
  const name = (text: string): Code => list([...text].map((c) => [c.charCodeAt(0)]));
  const parameters = types.slice(0, parameterCount).map((type) => [TYPES[type]]);
  const locals = types.slice(parameterCount).map((type) => [1, TYPES[type]]);
  const code = [...list(locals), ...body, ...op.end()];
  const bytes = Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list([[0x60, ...list(parameters), ...list([[TYPES[result]]])]])),
    ...section(2, list([[...name('m'), ...name('m'), 2, 0, 0]])),
    ...section(3, list([[0]])),
    ...section(7, list([[...name('f'), 0, 0]])),
    ...section(10, list([[...unsigned(code.length), ...code]])),
  ]);
  const instance = new wasm.Instance(new wasm.Module(bytes), { m: { m: memory } });
  return instance.exports['f'] as (...values: number[]) => number;
}
