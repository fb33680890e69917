/**
 * @file The fields of a journal's records, checked one by one: what is wrong is said with the line.
 */
import { MedspanError } from "../../errors.js";
/** Optuna's numbers of states are places in this list. */
export const journalStates = ['running', 'complete', 'pruned', 'failed', 'waiting'];
/** Reads the fields of one record. */
export class Fields {
    #entry;
    #path;
    constructor(entry, path) {
        this.#entry = entry;
        this.#path = path;
    }
    refuse(message, hint) {
        throw new MedspanError('input', message, { where: { path: this.#path, line: this.#entry.line }, hint });
    }
    get(key) {
        return this.#entry.record[key];
    }
    #expect(what, key) {
        const found = JSON.stringify(this.get(key)) ?? 'nothing';
        return this.refuse(`expected ${what} as ${key}, got ${found.slice(0, 80)}`);
    }
    count(key) {
        const value = this.get(key);
        return Number.isSafeInteger(value) && value >= 0
            ? value
            : this.#expect('a whole number', key);
    }
    number(key) {
        const value = this.get(key);
        return typeof value === 'number' ? value : this.#expect('a number', key);
    }
    text(key) {
        const value = this.get(key);
        return typeof value === 'string' ? value : this.#expect('a text', key);
    }
    /** Undefined for null and for what is left out. */
    numbers(key) {
        const value = this.get(key) ?? undefined;
        if (value !== undefined && !(Array.isArray(value) && value.every(item => typeof item === 'number')))
            return this.#expect('numbers', key);
        return value;
    }
    time(key) {
        const value = this.get(key) ?? undefined;
        if (value === undefined)
            return undefined;
        // Older versions of Optuna wrote local times, without a zone.
        const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
        return Number.isNaN(time) ? this.#expect('a time', key) : new Date(time);
    }
    /** Entries of an object; none for null and for what is left out. */
    entries(key) {
        const value = this.get(key) ?? {};
        if (typeof value !== 'object' || Array.isArray(value))
            return this.#expect('an object', key);
        return Object.entries(value);
    }
    state(key) {
        return journalStates[this.count(key)] ?? this.#expect('a state', key);
    }
}
