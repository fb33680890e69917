/**
 * @file Feature structures, and a table that holds very many of them in little memory.
 *
 * A row of the table is a run of 32-bit numbers, one for each feature that is set: whole numbers, truth values and
 * references as they are, everything else as its place in a list. Structures with the same features in the same
 * order share a shape, which says what the numbers mean. An object comes into being only where one is asked for.
 */
import { MedspanError } from "../errors.js";
import { Shape } from "./structure-shape.js";
/** The greatest id: UIMA's are Java's int. */
export const MAX_ID = 2 ** 31 - 1;
/** The most feature structures of one CAS: words of a megabyte with lemmas, parts of speech and syntax are one million. */
export const mostStructures = 2_000_000;
/** @throws MedspanError (`unsafe-input`) for more feature structures than a CAS may have */
export function checkStructureCount(count, where) {
    if (count > mostStructures)
        throw new MedspanError('unsafe-input', `expected a CAS of at most ${mostStructures.toLocaleString('en-US')} feature structures, got more`, { where, hint: 'divide the document into several, or export fewer layers' });
}
/** A list of 32-bit numbers that grows. */
class Numbers {
    data = new Int32Array(1024);
    length = 0;
    push(value) {
        if (this.length === this.data.length) {
            const larger = new Int32Array(2 * this.length);
            larger.set(this.data);
            this.data = larger;
        }
        this.data[this.length++] = value;
    }
}
/** How a value is held of which no more is known. */
function kindOf(value) {
    if (typeof value === 'string')
        return 'string';
    if (typeof value === 'boolean')
        return 'boolean';
    if (typeof value === 'number')
        return Object.is(value, value | 0) ? 'integer' : 'other';
    return typeof value === 'object' && value !== null && 'ref' in value ? 'reference' : 'other';
}
/** Feature structures by id. Rows are added while a file is read, and then only looked at. */
export class StructureTable {
    path;
    #ids = new Numbers();
    #shapeOf = new Numbers();
    #starts = new Numbers();
    #lines = new Numbers();
    #columns = new Numbers();
    #values = new Numbers();
    #shapes = [];
    #shapeNumbers = new Map();
    #strings = [];
    #others = [];
    #rowStart = 0;
    /** Rows by id, counted from 1, as long as ids are dense; the rest is in a map. */
    #dense = new Int32Array(1024);
    #sparse = new Map();
    #lastShape;
    #lastNumber = 0;
    constructor(path) {
        this.path = path;
    }
    /** Adds a value to the row that is being made. */
    push(kind, value) {
        if (kind === 'string') {
            this.#values.push(this.#strings.length);
            this.#strings.push(value);
        }
        else if (kind === 'other') {
            this.#values.push(this.#others.length);
            this.#others.push(value);
        }
        else
            this.#values.push(kind === 'boolean' ? Number(value) : value);
    }
    /** Adds a whole number or the id that a reference holds. */
    pushNumber(value) {
        this.#values.push(value);
    }
    pushString(value) {
        this.#values.push(this.#strings.length);
        this.#strings.push(value);
    }
    /** Ends a row whose values have been pushed in the order of its shape; false where the id is taken. */
    add(id, shape, line, column) {
        if (this.#rowOf(id) >= 0)
            return false;
        if (this.size === mostStructures)
            checkStructureCount(this.size + 1, { path: this.path, line, column });
        if (shape !== this.#lastShape) {
            let number = this.#shapeNumbers.get(shape);
            if (number === undefined) {
                number = this.#shapes.push(shape) - 1;
                this.#shapeNumbers.set(shape, number);
            }
            this.#lastShape = shape;
            this.#lastNumber = number;
        }
        const row = this.#ids.length;
        this.#ids.push(id);
        this.#shapeOf.push(this.#lastNumber);
        this.#starts.push(this.#rowStart);
        this.#rowStart = this.#values.length;
        this.#lines.push(line);
        this.#columns.push(column);
        if (id >= this.#dense.length && id < 4 * row + 4096) {
            const larger = new Int32Array(Math.max(2 * this.#dense.length, id + 1));
            larger.set(this.#dense);
            this.#dense = larger;
        }
        if (id < this.#dense.length)
            this.#dense[id] = row + 1;
        else
            this.#sparse.set(id, row);
        return true;
    }
    /** A table of these structures without those that are left out, and with further ones behind them. */
    changed(left, further) {
        const table = new StructureTable(this.path);
        for (const text of this.#strings)
            table.#strings.push(text);
        for (const value of this.#others)
            table.#others.push(value);
        for (let row = 0; row < this.size; row++) {
            const id = this.idOf(row);
            if (left.has(id))
                continue;
            const shape = this.shapeOf(row);
            const start = this.#starts.data[row];
            for (let i = 0; i < shape.size; i++)
                table.#values.push(this.#values.data[start + i]);
            table.add(id, shape, this.#lines.data[row], this.#columns.data[row]);
        }
        const shapes = new Map();
        const columns = new Map();
        for (const { id, type, features } of further) {
            let shape = shapes.get(type) ?? new Shape(type);
            shapes.set(type, shape);
            for (const [name, value] of features) {
                const kind = kindOf(value);
                const column = columns.get(`${kind} ${name}`) ?? { name, kind };
                columns.set(`${kind} ${name}`, column);
                table.push(kind, kind === 'reference' ? value.ref : value);
                shape = shape.with(column);
            }
            table.add(id, shape, 0, 0);
        }
        return table;
    }
    #rowOf(id) {
        if (id >= 0 && id < this.#dense.length) {
            const row = this.#dense[id] - 1;
            if (row >= 0 || this.#sparse.size === 0)
                return row;
        }
        return this.#sparse.get(id) ?? -1;
    }
    get size() {
        return this.#ids.length;
    }
    has(id) {
        return this.#rowOf(id) >= 0;
    }
    get(id) {
        const row = this.#rowOf(id);
        return row < 0 ? undefined : new Row(this, row);
    }
    /** Tells every reference of every structure, elements of arrays included. */
    forEachReference(visit) {
        for (let row = 0; row < this.size; row++) {
            const { slots } = this.shapeOf(row);
            const start = this.#starts.data[row];
            for (let i = 0; i < slots.length; i++) {
                const { kind, name } = slots[i];
                if (kind !== 'reference' && kind !== 'other')
                    continue;
                if (kind === 'reference') {
                    const ref = this.#values.data[start + i];
                    if (ref !== 0)
                        visit(this.idOf(row), name, ref);
                }
                else {
                    const value = this.#others[this.#values.data[start + i]];
                    if (!Array.isArray(value))
                        continue;
                    for (const one of value)
                        if (typeof one === 'object' && one !== null && 'ref' in one && one.ref !== 0)
                            visit(this.idOf(row), name, one.ref);
                }
            }
        }
    }
    /** A structure's begin, end and sofa without making an object of it; what is not set is 0. */
    readSpan(id, into) {
        const row = this.#rowOf(id);
        if (row < 0)
            return false;
        const shape = this.shapeOf(row);
        const start = this.#starts.data[row];
        into.type = shape.type;
        into.begin = shape.begin < 0 ? 0 : this.#values.data[start + shape.begin];
        into.end = shape.end < 0 ? 0 : this.#values.data[start + shape.end];
        into.sofa = shape.sofa < 0 ? 0 : this.#values.data[start + shape.sofa];
        return true;
    }
    idOf(row) {
        return this.#ids.data[row];
    }
    shapeOf(row) {
        return this.#shapes[this.#shapeOf.data[row]];
    }
    /** Where a structure stands in the file; of one that came later, only its id. */
    whereOf(row) {
        const line = this.#lines.data[row];
        const place = line === 0 ? {} : { line, column: this.#columns.data[row] };
        return { path: this.path, ...place, at: `xmi:id ${this.idOf(row)}` };
    }
    /** A feature's value; undefined for a reference to nothing, which is the same as none. */
    valueOf(row, place) {
        const value = this.#values.data[this.#starts.data[row] + place];
        switch (this.shapeOf(row).slots[place].kind) {
            case 'integer':
                return value;
            case 'boolean':
                return value === 1;
            case 'reference':
                return value === 0 ? undefined : { ref: value };
            case 'string':
                return this.#strings[value];
            case 'other':
                return this.#others[value];
        }
    }
    *keys() {
        for (let row = 0; row < this.size; row++)
            yield this.idOf(row);
    }
    *values() {
        for (let row = 0; row < this.size; row++)
            yield new Row(this, row);
    }
    *entries() {
        for (let row = 0; row < this.size; row++)
            yield [this.idOf(row), new Row(this, row)];
    }
    [Symbol.iterator]() {
        return this.entries();
    }
    forEach(visit) {
        for (let row = 0; row < this.size; row++)
            visit(new Row(this, row), this.idOf(row), this);
    }
}
/** A structure of a table. It is its own map of features, so that asking for one makes no further object. */
class Row {
    #table;
    #row;
    constructor(table, row) {
        this.#table = table;
        this.#row = row;
    }
    get id() {
        return this.#table.idOf(this.#row);
    }
    get type() {
        return this.#table.shapeOf(this.#row).type;
    }
    get features() {
        return this;
    }
    get where() {
        return this.#table.whereOf(this.#row);
    }
    get size() {
        return [...this.entries()].length;
    }
    has(name) {
        return this.get(name) !== undefined;
    }
    get(name) {
        const place = this.#table.shapeOf(this.#row).place(name);
        return place < 0 ? undefined : this.#table.valueOf(this.#row, place);
    }
    *keys() {
        for (const [name] of this.entries())
            yield name;
    }
    *values() {
        for (const [, value] of this.entries())
            yield value;
    }
    *entries() {
        const { slots } = this.#table.shapeOf(this.#row);
        for (let i = 0; i < slots.length; i++) {
            const value = this.#table.valueOf(this.#row, i);
            if (value !== undefined)
                yield [slots[i].name, value];
        }
    }
    [Symbol.iterator]() {
        return this.entries();
    }
    forEach(visit) {
        for (const [key, value] of this.entries())
            visit(value, key, this);
    }
}
