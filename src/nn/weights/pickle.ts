/**
 * @file Python's pickles, as far as state dicts of PyTorch need them, read without running anything.
 *
 * A pickle is a program for a stack machine. This one knows the opcodes that protocol 2 writes for numbers, texts,
 * tuples, lists and dicts. A global (a class or function by name) is only a name here: whoever reads says what
 * each known one stands for, and every other is an error. No step takes more memory than one small object or the
 * bytes that it has in the file, and nothing recurses, so that neither counts nor nesting can be believed too much.
 * Source: PEP 307; CPython's Lib/pickletools.py, which describes every opcode.
 */
import type { MedspanError } from '../../errors.ts'
import { damaged, hostile } from './stored.ts'

/** The longest pickle that is read, in bytes: that of some hundred thousand tensors. */
export const maxPickleBytes = 2 ** 25
/** The most steps of one pickle. */
const maxSteps = 4_000_000
/** Longer than any name of a module or a class. */
const maxNameBytes = 512

/** A global by its name, `module name` with a dot between. Nothing is loaded or called. */
export class Global {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

export class List {
  readonly items: Value[] = []
}

export class Dict {
  readonly entries: Map<Value, Value> = new Map()
}

/** Something that the reader has made in the place of a call. */
export abstract class Made {
  abstract readonly kind: string
}

/** A value of a pickle; a tuple is an array. */
export type Value = null | boolean | number | bigint | string | readonly Value[] | List | Dict | Global | Made

export interface PickleReader {
  /** Whether a global may stand in the pickle. */
  knows(name: string): boolean
  /**
   * What a call of a known global gives. `spend` counts steps of a call that does more than one.
   * @throws Error whose message says what was expected
   */
  call(name: string, args: readonly Value[], spend: (steps: number) => void): Value
  /** What stands outside the pickle under an id: a storage. */
  load(id: Value): Value
}

/** What a value is, for messages; never its content, which may be of any depth. */
export function kindOf(value: Value | undefined): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'None'
  if (value instanceof Made) return value.kind
  if (value instanceof Global) return value.name
  if (value instanceof List) return 'a list'
  if (value instanceof Dict) return 'a dict'
  if (typeof value === 'object') return 'a tuple'
  return typeof value === 'string' ? `the text ${JSON.stringify(value.slice(0, 60))}` : String(value)
}

/** A fault in what a pickle says; the machine adds where. */
export class PickleFault extends Error {}

/**
 * Reads one pickle, from `begin` to its STOP.
 * @throws MedspanError `input` where it is cut off or against the format, `unsafe-input` where it names a global that
 * the reader does not know, or wants more steps than weights do.
 */
export function readPickle(
  bytes: Uint8Array,
  begin: number,
  reader: PickleReader,
  where: { readonly path: string; readonly at: string },
): { readonly value: Value; readonly end: number } {
  const { path, at } = where
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const stack: Value[] = []
  /** The heights of the stack at which marks lie. */
  const marks: number[] = []
  const memo = new Map<number, Value>()
  let position = begin
  let opcodeAt = begin
  let steps = 0

  function fault(message: string): MedspanError {
    return damaged(path, `${message}, at byte ${opcodeAt} of the pickle; nothing of it was run`, at)
  }
  function spend(count: number): void {
    steps += count
    if (steps > maxSteps)
      throw hostile(path, `expected a pickle of at most ${maxSteps} steps, got a longer one`, at)
  }
  /** The place of the next `count` bytes, which are then behind us. */
  function take(count: number): number {
    if (count > bytes.length - position)
      throw fault(`the pickle is cut off: expected ${count} bytes, got ${bytes.length - position}`)
    const here = position
    position += count
    return here
  }
  function pop(): Value {
    if (stack.length <= (marks.at(-1) ?? 0)) throw fault('expected a value on the stack, got none')
    return stack.pop()!
  }
  function top(): Value {
    if (stack.length <= (marks.at(-1) ?? 0)) throw fault('expected a value on the stack, got none')
    return stack.at(-1)!
  }
  /** The values above the last mark. */
  function popMark(): Value[] {
    const mark = marks.pop()
    if (mark === undefined) throw fault('expected a mark on the stack, got none')
    return stack.splice(mark)
  }
  function popTuple(size: number): Value[] {
    const items: Value[] = []
    for (let i = 0; i < size; i++) items.push(pop())
    return items.reverse()
  }
  function text(length: number, encoding: 'utf-8' | 'latin1'): string {
    const here = take(length)
    try {
      return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(
        bytes.subarray(here, here + length),
      )
    } catch {
      throw fault('expected a text in UTF-8, got other bytes')
    }
  }
  function line(): string {
    const end = bytes.subarray(position, position + maxNameBytes).indexOf(10)
    if (end < 0) throw fault('expected the end of a name, got none')
    const name = text(end, 'utf-8')
    position++
    return name
  }
  /** A whole number of any length, two's complement, lowest byte first. */
  function long(length: number): number | bigint {
    const here = take(length)
    let value = 0n
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[here + i]!)
    value = BigInt.asIntN(8 * length, value)
    return BigInt(Number.MIN_SAFE_INTEGER) <= value && value <= BigInt(Number.MAX_SAFE_INTEGER)
      ? Number(value)
      : value
  }
  function setItems(target: Value, items: readonly Value[]): void {
    if (!(target instanceof Dict)) throw fault(`expected a dict to put items in, got ${kindOf(target)}`)
    if (items.length % 2 !== 0) throw fault('expected a value for every key, got an odd number of items')
    for (let i = 0; i < items.length; i += 2) target.entries.set(items[i]!, items[i + 1]!)
  }
  function append(target: Value, items: readonly Value[]): void {
    if (!(target instanceof List)) throw fault(`expected a list to append to, got ${kindOf(target)}`)
    for (const item of items) target.items.push(item)
  }
  function recall(key: number): Value {
    const value = memo.get(key)
    if (value === undefined) throw fault(`expected the value that was kept as ${key}, got none`)
    return value
  }
  function global(): Global {
    const module = line()
    const name = `${module}.${line()}`
    if (reader.knows(name)) return new Global(name)
    throw hostile(
      path,
      `expected a state dict of tensors, got a pickle that calls for ${JSON.stringify(name)}, which weights do ` +
        'not need; nothing of it was run',
      at,
    )
  }
  /** What the reader says to something, with the place where it is asked. */
  function asked(answer: () => Value): Value {
    try {
      return answer()
    } catch (error) {
      throw error instanceof PickleFault ? fault(error.message) : error
    }
  }

  for (;;) {
    opcodeAt = position
    const opcode = bytes[take(1)]!
    spend(1)
    switch (opcode) {
      case 0x80: {
        const protocol = bytes[take(1)]!
        if (protocol < 2 || protocol > 3) throw fault(`expected a pickle of protocol 2, got ${protocol}`)
        break
      }
      case 0x2e: {
        // . STOP
        const value = pop()
        if (stack.length > 0 || marks.length > 0) throw fault('expected one value at the end, got more')
        return { value, end: position }
      }
      case 0x28: // ( MARK
        marks.push(stack.length)
        break
      case 0x4e: // N NONE
        stack.push(null)
        break
      case 0x88: // NEWTRUE
        stack.push(true)
        break
      case 0x89: // NEWFALSE
        stack.push(false)
        break
      case 0x4a: // J BININT
        stack.push(view.getInt32(take(4), true))
        break
      case 0x4b: // K BININT1
        stack.push(bytes[take(1)]!)
        break
      case 0x4d: // M BININT2
        stack.push(view.getUint16(take(2), true))
        break
      case 0x8a: // LONG1
        stack.push(long(bytes[take(1)]!))
        break
      case 0x47: // G BINFLOAT
        stack.push(view.getFloat64(take(8), false))
        break
      case 0x58: // X BINUNICODE
        stack.push(text(view.getUint32(take(4), true), 'utf-8'))
        break
      case 0x55: // U SHORT_BINSTRING: a text of Python 2
        stack.push(text(bytes[take(1)]!, 'latin1'))
        break
      case 0x29: // ) EMPTY_TUPLE
        stack.push([])
        break
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: // TUPLE3
        stack.push(popTuple(opcode - 0x84))
        break
      case 0x74: // t TUPLE
        stack.push(popMark())
        break
      case 0x5d: // ] EMPTY_LIST
        stack.push(new List())
        break
      case 0x61: {
        // a APPEND
        const item = pop()
        append(top(), [item])
        break
      }
      case 0x65: {
        // e APPENDS
        const items = popMark()
        append(top(), items)
        break
      }
      case 0x7d: // } EMPTY_DICT
        stack.push(new Dict())
        break
      case 0x73: {
        // s SETITEM
        const items = popTuple(2)
        setItems(top(), items)
        break
      }
      case 0x75: {
        // u SETITEMS
        const items = popMark()
        setItems(top(), items)
        break
      }
      case 0x71: // q BINPUT
        memo.set(bytes[take(1)]!, top())
        break
      case 0x72: // r LONG_BINPUT
        memo.set(view.getUint32(take(4), true), top())
        break
      case 0x68: // h BINGET
        stack.push(recall(bytes[take(1)]!))
        break
      case 0x6a: // j LONG_BINGET
        stack.push(recall(view.getUint32(take(4), true)))
        break
      case 0x63: // c GLOBAL
        stack.push(global())
        break
      case 0x52: {
        // R REDUCE
        const args = pop()
        const callee = pop()
        if (!(callee instanceof Global) || !Array.isArray(args))
          throw fault(`expected a global and a tuple, got ${kindOf(callee)} and ${kindOf(args)}`)
        stack.push(asked(() => reader.call(callee.name, args as readonly Value[], spend)))
        break
      }
      case 0x62: {
        // b BUILD: attributes of an OrderedDict (`_metadata`), which weights do not need
        pop()
        if (!(top() instanceof Dict))
          throw fault(`expected attributes of a dict, got those of ${kindOf(top())}`)
        break
      }
      case 0x51: {
        // Q BINPERSID
        const id = pop()
        stack.push(asked(() => reader.load(id)))
        break
      }
      default:
        throw fault(`expected an opcode that weights need, got 0x${opcode.toString(16).padStart(2, '0')}`)
    }
  }
}
