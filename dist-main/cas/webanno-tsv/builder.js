/**
 * @file A CAS from the rows of WebAnno TSV: annotations grow over their units, and references are resolved at the end.
 */
import { MedspanError } from "../../errors.js";
import { createCas, INITIAL_VIEW } from "../cas.js";
import { SENTENCE, TOKEN } from "../dkpro.js";
import { checkStructureCount } from "../structure-table.js";
import { splitEscaped, takeChain, takeNumbers, unescapeTsvValue } from "./escapes.js";
import { chainType, endType } from "./header.js";
const SOFA_ID = 1;
/** The annotations of a stack, which may have holes. */
function draftsOf(stack) {
    return stack.filter(entry => entry !== undefined).map(({ draft }) => draft);
}
function extend(draft, row) {
    draft.begin = Math.min(draft.begin, row.begin);
    draft.end = Math.max(draft.end, row.end);
}
/** The parts of a slot's cell; `_` and nothing are none. */
function readList(cell) {
    return cell === '_' || cell === '' ? [] : splitEscaped(cell, ';');
}
function isSet(value) {
    return value !== '*' && value !== '_' && value !== '';
}
export class TsvCasBuilder {
    #header;
    #path;
    #notices;
    #structures = [];
    #units = new Map();
    /** Annotations of several units, by number and type. */
    #numbered = new Map();
    #chains = new Map();
    /** References, which may point to what stands further down. */
    #deferred = [];
    #lastId = SOFA_ID;
    constructor(header, path, notices) {
        this.#header = header;
        this.#path = path;
        this.#notices = notices;
    }
    addSentence(begin, end, name, rows) {
        const sentence = this.#create(SENTENCE, begin, end, rows[0].where);
        if (name !== undefined && name.trim() !== '')
            sentence.values.set('id', name);
        for (const row of rows) {
            const token = row.isToken ? this.#create(TOKEN, row.begin, row.end, row.where) : undefined;
            const drafts = this.#header.layers.flatMap(layer => this.#readLayer(layer, row));
            this.#units.set(row.name, { token, drafts });
        }
    }
    #readLayer(layer, row) {
        switch (layer.kind) {
            case 'span':
                return this.#readSpans(layer, row);
            case 'relation':
                return this.#readRelations(layer, row);
            case 'chain':
                return this.#readChains(layer, row);
        }
    }
    #create(type, begin, end, where) {
        const draft = { id: ++this.#lastId, type, begin, end, values: new Map(), where };
        this.#structures.push(draft);
        checkStructureCount(this.#structures.length, where);
        return draft;
    }
    /** What a relation or slot refers to: by its number, else what is over the unit, else the word. */
    #find(type, unitName, number) {
        const unit = this.#units.get(unitName);
        if (number > 0)
            return (this.#numbered.get(`${number} ${type}`) ??
                this.#header.layers.map(layer => this.#numbered.get(`${number} ${layer.type}`)).find(Boolean));
        if (type === TOKEN)
            return unit?.token;
        return unit?.drafts.find(draft => draft.type === type) ?? unit?.drafts[0] ?? unit?.token;
    }
    #noticeLost(layer, where) {
        this.#notices.addKind('tsv-reference', 'slots or relations refer to annotations that the file does not have', layer.type, where);
    }
    #readSpans(layer, row) {
        const stack = [];
        for (const [i, column] of layer.columns.entries()) {
            const cell = row.cells[layer.at + i];
            if (cell === '_')
                continue;
            for (const [position, whole] of splitEscaped(cell, '|').entries()) {
                const { rest, numbers } = column.kind === 'target' ? { rest: whole, numbers: [] } : takeNumbers(whole);
                const entry = stack[position] ?? { draft: this.#openSpan(layer, row, numbers[0]) };
                stack[position] = entry;
                if (column.kind === 'role')
                    entry.roles = readList(rest);
                else if (column.kind === 'target')
                    this.#setSlot(layer, column, entry, readList(rest), row);
                else if (column.kind === 'value' && isSet(rest))
                    entry.draft.values.set(column.name, unescapeTsvValue(rest));
            }
        }
        return draftsOf(stack);
    }
    /** A new span over a unit, or the one of the same number, which then reaches over it. */
    #openSpan(layer, row, number) {
        const key = number === undefined ? undefined : `${number} ${layer.type}`;
        const known = key === undefined ? undefined : this.#numbered.get(key);
        const draft = known ?? this.#create(layer.type, row.begin, row.end, row.where);
        if (known !== undefined)
            extend(known, row);
        if (key !== undefined)
            this.#numbered.set(key, draft);
        return draft;
    }
    #setSlot(layer, column, { draft, roles = [] }, targets, { where }) {
        // Every unit of the annotation repeats its slots.
        if (draft.values.has(column.name))
            return;
        const role = layer.columns.find(one => one.kind === 'role' && one.name === column.name);
        const isEmpty = roles.length === 0 && targets.every(target => target === '*');
        const links = Array.from({ length: isEmpty ? 0 : Math.max(roles.length, targets.length) }, (_, i) => {
            const link = this.#create(role.kind === 'role' ? role.type : column.type, 0, 0, where);
            const name = roles[i] ?? '*';
            if (name !== '*')
                link.values.set('role', unescapeTsvValue(name));
            this.#deferred.push(() => {
                const { rest, numbers } = takeNumbers(targets[i] ?? '');
                const target = this.#find(column.type, rest, numbers[0] ?? 0);
                if (target === undefined)
                    this.#noticeLost(layer, where);
                else
                    link.values.set('target', { ref: target.id });
            });
            return { ref: link.id };
        });
        draft.values.set(column.name, links);
    }
    #readRelations(layer, row) {
        const stack = [];
        for (const [i, column] of layer.columns.entries()) {
            const cell = row.cells[layer.at + i];
            if (cell === '_')
                continue;
            for (const [position, value] of splitEscaped(cell, '|').entries()) {
                const entry = stack[position] ?? { draft: this.#create(layer.type, row.begin, row.end, row.where) };
                stack[position] = entry;
                const { draft } = entry;
                if (column.kind === 'value' && value !== '*' && value !== '')
                    draft.values.set(column.name, unescapeTsvValue(value));
                if (column.kind === 'base')
                    this.#deferred.push(() => this.#setEnds(draft, layer, row, value));
            }
        }
        return draftsOf(stack);
    }
    /** Sets the ends of a relation: the governor is the one that its cell names, the dependent is over its row. */
    #setEnds(draft, layer, row, cell) {
        const { rest, numbers } = takeNumbers(cell);
        const governor = this.#find(endType(layer), rest, numbers[0] ?? 0);
        const dependent = this.#find(endType(layer), row.name, numbers[1] ?? 0);
        if (governor === undefined || dependent === undefined)
            this.#noticeLost(layer, row.where);
        if (governor !== undefined)
            draft.values.set('Governor', { ref: governor.id });
        if (dependent === undefined)
            return;
        draft.values.set('Dependent', { ref: dependent.id });
        draft.begin = dependent.begin;
        draft.end = dependent.end;
    }
    #readChains(layer, row) {
        const link = layer.columns.findIndex(column => column.kind === 'link');
        const cell = link < 0 ? '_' : row.cells[layer.at + link];
        if (cell === '_')
            return [];
        return splitEscaped(cell, '|').map((whole, position) => {
            const place = takeChain(whole);
            if (place === undefined)
                throw new MedspanError('input', `expected a link of a chain such as *->1-2, got ${whole.slice(0, 40)}`, { where: row.where });
            const draft = this.#openElement(layer, row, place);
            for (const [i, column] of layer.columns.entries()) {
                if (column.kind !== 'element' && column.kind !== 'link')
                    continue;
                const value = column.kind === 'link'
                    ? place.rest
                    : takeNumbers(splitEscaped(row.cells[layer.at + i], '|')[position] ?? '*').rest;
                if (isSet(value))
                    draft.values.set(column.name, unescapeTsvValue(value));
            }
            return draft;
        });
    }
    /** A new element of a chain over a unit, or the one of the same number, which then reaches over it. */
    #openElement(layer, row, place) {
        const key = `${place.chain} ${layer.type}`;
        const chain = this.#chains.get(key) ?? { type: layer.type, elements: new Map() };
        this.#chains.set(key, chain);
        const known = chain.elements.get(place.element);
        const draft = known ?? this.#create(layer.type, row.begin, row.end, row.where);
        if (known !== undefined)
            extend(known, row);
        chain.elements.set(place.element, draft);
        return draft;
    }
    /** The CAS of a text, when no further sentence comes. */
    finish(text) {
        for (const resolve of this.#deferred)
            resolve();
        for (const chain of this.#chains.values())
            this.#joinChain(chain);
        const { typeSystem } = this.#header;
        const all = this.#structures.map(({ id, type, begin, end, values, where }) => {
            const known = typeSystem.features(type);
            if (known.has('sofa'))
                values.set('sofa', { ref: SOFA_ID });
            if (known.has('begin'))
                values.set('begin', begin).set('end', end);
            return { id, type, features: values, where };
        });
        return createCas({
            typeSystem,
            sofas: [{ id: SOFA_ID, num: 1, name: INITIAL_VIEW, mimeType: 'text', text }],
            views: [{ sofa: SOFA_ID, members: all.map(({ id }) => id) }],
            featureStructures: all,
        }, this.#path);
    }
    /** Joins the elements of a chain in the order of their numbers. */
    #joinChain({ type, elements }) {
        const sorted = [...elements].sort(([a], [b]) => a - b).map(([, draft]) => draft);
        for (const [i, draft] of sorted.slice(1).entries())
            sorted[i].values.set('next', { ref: draft.id });
        this.#create(chainType(type), 0, 0, sorted[0].where).values.set('first', { ref: sorted[0].id });
    }
}
