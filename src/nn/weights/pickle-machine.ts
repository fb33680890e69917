/**
 * @file The stack machine that a pickle is a program for: its bytes, a stack with marks, and a memo.
 *
 * No step takes more memory than one small object or the bytes that it has in the file, and nothing recurses, so that
 * neither counts nor nesting can be believed too much.
 */
import type { MedspanError } from '../../errors.ts'
import { damaged, hostile } from './damage.ts'
import { Dict, Global, kindOf, List, PickleFault, type PickleReader, type Value } from './pickle-values.ts'

/** The most steps of one pickle. */
const maxSteps = 4_000_000
/** Longer than any name of a module or a class. */
const maxNameBytes = 512

export class PickleMachine {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #reader: PickleReader
  readonly #path: string
  readonly #at: string
  readonly #stack: Value[] = []
  /** The heights of the stack at which marks lie. */
  readonly #marks: number[] = []
  readonly #memo = new Map<number, Value>()
  #position: number
  #opcodeAt: number
  #steps = 0

  constructor(
    bytes: Uint8Array,
    begin: number,
    reader: PickleReader,
    { path, at }: { readonly path: string; readonly at: string },
  ) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#reader = reader
    this.#path = path
    this.#at = at
    this.#position = begin
    this.#opcodeAt = begin
  }

  /** Where the next byte is read. */
  get position(): number {
    return this.#position
  }

  fault(message: string): MedspanError {
    return damaged(
      this.#path,
      `${message}, at byte ${this.#opcodeAt} of the pickle; nothing of it was run`,
      this.#at,
    )
  }

  #spend(count: number): void {
    this.#steps += count
    if (this.#steps > maxSteps)
      throw hostile(this.#path, `expected a pickle of at most ${maxSteps} steps, got a longer one`, this.#at)
  }

  opcode(): number {
    this.#opcodeAt = this.#position
    const opcode = this.uint8()
    this.#spend(1)
    return opcode
  }

  /** The place of the next `count` bytes, which are then behind us. */
  #take(count: number): number {
    const here = this.#position
    if (count > this.#bytes.length - here)
      throw this.fault(`the pickle is cut off: expected ${count} bytes, got ${this.#bytes.length - here}`)
    this.#position = here + count
    return here
  }

  uint8(): number {
    return this.#bytes[this.#take(1)]!
  }

  uint16(): number {
    return this.#view.getUint16(this.#take(2), true)
  }

  uint32(): number {
    return this.#view.getUint32(this.#take(4), true)
  }

  int32(): number {
    return this.#view.getInt32(this.#take(4), true)
  }

  /** The one number whose highest byte comes first. */
  float64(): number {
    return this.#view.getFloat64(this.#take(8), false)
  }

  /** A whole number of any length, two's complement, lowest byte first. */
  long(length: number): number | bigint {
    const here = this.#take(length)
    let value = 0n
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.#bytes[here + i]!)
    value = BigInt.asIntN(8 * length, value)
    return BigInt(Number.MIN_SAFE_INTEGER) <= value && value <= BigInt(Number.MAX_SAFE_INTEGER)
      ? Number(value)
      : value
  }

  text(length: number, encoding: 'utf-8' | 'latin1'): string {
    const here = this.#take(length)
    try {
      return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(
        this.#bytes.subarray(here, here + length),
      )
    } catch {
      throw this.fault('expected a text in UTF-8, got other bytes')
    }
  }

  #line(): string {
    const end = this.#bytes.subarray(this.#position, this.#position + maxNameBytes).indexOf(10)
    if (end < 0) throw this.fault('expected the end of a name, got none')
    const name = this.text(end, 'utf-8')
    this.#position++
    return name
  }

  /** A global that the reader knows, as two lines. */
  global(): Global {
    const module = this.#line()
    const name = `${module}.${this.#line()}`
    if (this.#reader.knows(name)) return new Global(name)
    throw hostile(
      this.#path,
      `expected a state dict of tensors, got a pickle that calls for ${JSON.stringify(name)}, which weights do ` +
        'not need; nothing of it was run',
      this.#at,
    )
  }

  push(value: Value): void {
    this.#stack.push(value)
  }

  #checkValue(): void {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0))
      throw this.fault('expected a value on the stack, got none')
  }

  pop(): Value {
    this.#checkValue()
    return this.#stack.pop()!
  }

  top(): Value {
    this.#checkValue()
    return this.#stack.at(-1)!
  }

  popTuple(size: number): Value[] {
    const items: Value[] = []
    for (let i = 0; i < size; i++) items.push(this.pop())
    return items.reverse()
  }

  mark(): void {
    this.#marks.push(this.#stack.length)
  }

  /** The values above the last mark. */
  popMark(): Value[] {
    const mark = this.#marks.pop()
    if (mark === undefined) throw this.fault('expected a mark on the stack, got none')
    return this.#stack.splice(mark)
  }

  /** The value that is left at the end. */
  result(): Value {
    const value = this.pop()
    if (this.#stack.length > 0 || this.#marks.length > 0)
      throw this.fault('expected one value at the end, got more')
    return value
  }

  /** Keeps the value on top under a number. */
  keep(key: number): void {
    this.#memo.set(key, this.top())
  }

  /** The value that was kept under a number. */
  recall(key: number): Value {
    const value = this.#memo.get(key)
    if (value === undefined) throw this.fault(`expected the value that was kept as ${key}, got none`)
    return value
  }

  /** Appends to the list on top. */
  append(items: readonly Value[]): void {
    const target = this.top()
    if (!(target instanceof List)) throw this.fault(`expected a list to append to, got ${kindOf(target)}`)
    for (const item of items) target.items.push(item)
  }

  /** Puts keys and values, by turns, into the dict on top. */
  setItems(items: readonly Value[]): void {
    const target = this.top()
    if (!(target instanceof Dict)) throw this.fault(`expected a dict to put items in, got ${kindOf(target)}`)
    if (items.length % 2 !== 0) throw this.fault('expected a value for every key, got an odd number of items')
    for (let i = 0; i < items.length; i += 2) target.entries.set(items[i]!, items[i + 1]!)
  }

  /** What the reader returns for a call of a global. */
  call(callee: Global, args: readonly Value[]): Value {
    return this.#ask(reader => reader.call(callee.name, args, count => this.#spend(count)))
  }

  /** What the reader returns for an id of something outside the pickle. */
  load(id: Value): Value {
    return this.#ask(reader => reader.load(id))
  }

  #ask(question: (reader: PickleReader) => Value): Value {
    try {
      return question(this.#reader)
    } catch (error) {
      throw error instanceof PickleFault ? this.fault(error.message) : error
    }
  }
}
