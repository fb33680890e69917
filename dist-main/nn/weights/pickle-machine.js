import { damaged, hostile } from "./damage.js";
import { Dict, Global, kindOf, List, PickleFault } from "./pickle-values.js";
/** The most steps of one pickle. */
const maxSteps = 4_000_000;
/** Longer than any name of a module or a class. */
const maxNameBytes = 512;
export class PickleMachine {
    #bytes;
    #view;
    #reader;
    #path;
    #at;
    #stack = [];
    /** The heights of the stack at which marks lie. */
    #marks = [];
    #memo = new Map();
    #position;
    #opcodeAt;
    #steps = 0;
    constructor(bytes, begin, reader, { path, at }) {
        this.#bytes = bytes;
        this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
        this.#reader = reader;
        this.#path = path;
        this.#at = at;
        this.#position = begin;
        this.#opcodeAt = begin;
    }
    /** Where the next byte is read. */
    get position() {
        return this.#position;
    }
    fault(message) {
        return damaged(this.#path, `${message}, at byte ${this.#opcodeAt} of the pickle; nothing of it was run`, this.#at);
    }
    #spend(count) {
        this.#steps += count;
        if (this.#steps > maxSteps)
            throw hostile(this.#path, `expected a pickle of at most ${maxSteps} steps, got a longer one`, this.#at);
    }
    opcode() {
        this.#opcodeAt = this.#position;
        const opcode = this.uint8();
        this.#spend(1);
        return opcode;
    }
    /** The place of the next `count` bytes, which are then behind us. */
    #take(count) {
        const here = this.#position;
        if (count > this.#bytes.length - here)
            throw this.fault(`the pickle is cut off: expected ${count} bytes, got ${this.#bytes.length - here}`);
        this.#position = here + count;
        return here;
    }
    uint8() {
        return this.#bytes[this.#take(1)];
    }
    uint16() {
        return this.#view.getUint16(this.#take(2), true);
    }
    uint32() {
        return this.#view.getUint32(this.#take(4), true);
    }
    int32() {
        return this.#view.getInt32(this.#take(4), true);
    }
    /** The one number whose highest byte comes first. */
    float64() {
        return this.#view.getFloat64(this.#take(8), false);
    }
    /** A whole number of any length, two's complement, lowest byte first. */
    long(length) {
        const here = this.#take(length);
        let value = 0n;
        for (let i = length - 1; i >= 0; i--)
            value = (value << 8n) | BigInt(this.#bytes[here + i]);
        value = BigInt.asIntN(8 * length, value);
        return BigInt(Number.MIN_SAFE_INTEGER) <= value && value <= BigInt(Number.MAX_SAFE_INTEGER)
            ? Number(value)
            : value;
    }
    text(length, encoding) {
        const here = this.#take(length);
        try {
            return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(this.#bytes.subarray(here, here + length));
        }
        catch {
            throw this.fault('expected a text in UTF-8, got other bytes');
        }
    }
    #line() {
        const end = this.#bytes.subarray(this.#position, this.#position + maxNameBytes).indexOf(10);
        if (end < 0)
            throw this.fault('expected the end of a name, got none');
        const name = this.text(end, 'utf-8');
        this.#position++;
        return name;
    }
    /** A global that the reader knows, as two lines. */
    global() {
        const module = this.#line();
        const name = `${module}.${this.#line()}`;
        if (this.#reader.knows(name))
            return new Global(name);
        throw hostile(this.#path, `expected a state dict of tensors, got a pickle that calls for ${JSON.stringify(name)}, which weights do ` +
            'not need; nothing of it was run', this.#at);
    }
    push(value) {
        this.#stack.push(value);
    }
    #checkValue() {
        if (this.#stack.length <= (this.#marks.at(-1) ?? 0))
            throw this.fault('expected a value on the stack, got none');
    }
    pop() {
        this.#checkValue();
        return this.#stack.pop();
    }
    top() {
        this.#checkValue();
        return this.#stack.at(-1);
    }
    popTuple(size) {
        const items = [];
        for (let i = 0; i < size; i++)
            items.push(this.pop());
        return items.reverse();
    }
    mark() {
        this.#marks.push(this.#stack.length);
    }
    /** The values above the last mark. */
    popMark() {
        const mark = this.#marks.pop();
        if (mark === undefined)
            throw this.fault('expected a mark on the stack, got none');
        return this.#stack.splice(mark);
    }
    /** The value that is left at the end. */
    result() {
        const value = this.pop();
        if (this.#stack.length > 0 || this.#marks.length > 0)
            throw this.fault('expected one value at the end, got more');
        return value;
    }
    /** Keeps the value on top under a number. */
    keep(key) {
        this.#memo.set(key, this.top());
    }
    /** The value that was kept under a number. */
    recall(key) {
        const value = this.#memo.get(key);
        if (value === undefined)
            throw this.fault(`expected the value that was kept as ${key}, got none`);
        return value;
    }
    /** Appends to the list on top. */
    append(items) {
        const target = this.top();
        if (!(target instanceof List))
            throw this.fault(`expected a list to append to, got ${kindOf(target)}`);
        for (const item of items)
            target.items.push(item);
    }
    /** Puts keys and values, by turns, into the dict on top. */
    setItems(items) {
        const target = this.top();
        if (!(target instanceof Dict))
            throw this.fault(`expected a dict to put items in, got ${kindOf(target)}`);
        if (items.length % 2 !== 0)
            throw this.fault('expected a value for every key, got an odd number of items');
        for (let i = 0; i < items.length; i += 2)
            target.entries.set(items[i], items[i + 1]);
    }
    /** What the reader returns for a call of a global. */
    call(callee, args) {
        return this.#ask(reader => reader.call(callee.name, args, count => this.#spend(count)));
    }
    /** What the reader returns for an id of something outside the pickle. */
    load(id) {
        return this.#ask(reader => reader.load(id));
    }
    #ask(question) {
        try {
            return question(this.#reader);
        }
        catch (error) {
            throw error instanceof PickleFault ? this.fault(error.message) : error;
        }
    }
}
