/**
 * @file Parsing a CAS from XMI 1.0.
 *
 * After "XMI CAS Serialization Reference" (UIMA References, section 8): one element a feature structure, its
 * type from namespace and name; primitive features as attributes; arrays and lists either inside their owner
 * (white space between the elements, strings as child elements) or by reference. Nothing outside the file is
 * ever opened.
 */
import { MedspanError } from "../errors.js";
import { parseXml, readXml } from "../text/xml.js";
import { createCas } from "./cas.js";
import { createSlot, RANGES, Shape } from "./structure-shape.js";
import { MAX_ID, StructureTable } from "./structure-table.js";
import { SOFA } from "./typesystem.js";
import { splitName, XMI_NAMESPACE, XmiNames, XSI_NAMESPACE } from "./xmi-names.js";
export const VIEW = 'uima.cas.View';
export const NULL = 'uima.cas.NULL';
const WHITE = /[ \t\r\n]+/;
/**
 * Parses a CAS.
 *
 * @throws MedspanError with file, line and column: `input` where the file is not well-formed, uses types or
 *   features that the type system lacks, or contradicts itself; `unsafe-input` for entities and DTDs
 */
export function parseXmi(text, typeSystem, path) {
    const reader = new XmiReader(typeSystem, path);
    parseXml(text, path, reader);
    return reader.finish();
}
/** True where a file is called XMI or begins as one. */
export function isXmi(path, head) {
    return /\.xmi$/i.test(path) || Buffer.from(head).toString('latin1').includes('<xmi:XMI');
}
/** Parses a CAS from its bytes, as they come; the rest is as with `parseXmi`. */
export async function readXmi(source, typeSystem, path) {
    const reader = new XmiReader(typeSystem, path);
    await readXml(source, path, reader);
    return reader.finish();
}
/** How far a row of a type has come; the last step is remembered, because the same one mostly follows. */
class Place {
    plan;
    shape;
    lastName;
    lastStep;
    steps = new Map();
    constructor(plan, shape) {
        this.plan = plan;
        this.shape = shape;
    }
}
/** The most places of one file. UIMA writes features in one order, so that there are few dozens of a type. */
const mostPlaces = 100_000;
class XmiReader {
    #typeSystem;
    #path;
    #sofas = [];
    #views = [];
    #table;
    #names = new XmiNames();
    #plans = new Map();
    /** Types by the names of elements, as the root's namespaces have it. */
    #byName = new Map();
    #lastName;
    #lastPlan;
    #depth = 0;
    #places = 0;
    /** Of the element that is open. */
    #plan;
    #place;
    #id = 0;
    #line = 0;
    #column = 0;
    #children;
    #childName = '';
    #childText = '';
    #isNil = false;
    constructor(typeSystem, path) {
        this.#typeSystem = typeSystem;
        this.#path = path;
        this.#table = new StructureTable(path);
    }
    open(tag) {
        this.#depth += 1;
        if (this.#depth === 2)
            this.#openStructure(tag);
        else if (this.#depth === 3)
            this.#openValue(tag);
        else if (this.#depth === 1)
            this.#openRoot(tag);
        else
            throw new MedspanError('input', `<${tag.name}> stands inside a feature's value`, {
                where: this.#whereOf(tag),
            });
    }
    text(text) {
        this.#childText += text;
    }
    close() {
        if (this.#depth === 2)
            this.#closeStructure();
        else if (this.#depth === 3) {
            this.#children ??= new Map();
            const values = this.#children.get(this.#childName);
            const value = this.#isNil ? null : this.#childText;
            if (values === undefined)
                this.#children.set(this.#childName, [value]);
            else
                values.push(value);
        }
        this.#names.leave(this.#depth);
        this.#depth -= 1;
    }
    finish() {
        return createCas({
            typeSystem: this.#typeSystem,
            sofas: this.#sofas,
            views: this.#views,
            featureStructures: this.#table,
        }, this.#path);
    }
    #openRoot(tag) {
        this.#names.declare(tag, this.#depth);
        this.#names.checkRoot(tag, this.#whereOf(tag));
    }
    #openStructure(tag) {
        const plan = this.#planOf(tag);
        this.#plan = plan;
        this.#line = tag.line;
        this.#column = tag.column;
        this.#id = 0;
        this.#children = undefined;
        if (plan.kind === 'sofa')
            this.#readSofa(tag);
        else if (plan.kind === 'view')
            this.#readView(tag);
        else if (plan.start !== undefined)
            this.#readAttributes(tag, plan.start);
    }
    #readAttributes(tag, start) {
        let place = start;
        const { attributes } = tag;
        for (const name in attributes) {
            const value = attributes[name];
            const step = place.lastName === name ? place.lastStep : this.#step(tag, place, name);
            const { slot } = step;
            place = step.next;
            const digits = digitsOf(value);
            if (slot === 'id') {
                if (digits > 0)
                    this.#id = digits;
                else
                    this.#id = wholeNumber(value, 'xmi:id', this.#whereOf(tag));
            }
            else if (slot !== 'other') {
                if (digits >= 0 && digits <= slot.max)
                    this.#table.pushNumber(digits);
                else if (slot.kind === 'string')
                    this.#table.pushString(value);
                else
                    this.#pushText(slot, value);
            }
        }
        this.#place = place;
        if (this.#id === 0)
            throw new MedspanError('input', `a ${place.shape.type} has no xmi:id`, { where: this.#whereOf(tag) });
    }
    #pushText(slot, text) {
        const value = parseFeature(slot, this.#typeSystem, text, this.#where());
        if (slot.kind !== 'reference')
            this.#table.push(slot.kind, value);
        else
            this.#table.pushNumber(value === null ? 0 : value.ref);
    }
    /** The step that an attribute's name makes from a place. */
    #step(tag, place, name) {
        // Declared namespaces may give a prefix another meaning in one element.
        const isGeneral = !this.#names.isLocal;
        let step = isGeneral ? place.steps.get(name) : undefined;
        if (step === undefined) {
            step = this.#createStep(tag, place, name);
            if (isGeneral) {
                place.steps.set(name, step);
                this.#countPlace(tag);
            }
        }
        if (isGeneral) {
            place.lastName = name;
            place.lastStep = step;
        }
        return step;
    }
    #countPlace(tag) {
        if (++this.#places > mostPlaces)
            throw new MedspanError('unsafe-input', `expected attributes in at most ${mostPlaces.toLocaleString('en-US')} different orders, got more`, { where: this.#whereOf(tag), hint: 'this is not a file that UIMA wrote' });
    }
    #createStep(tag, place, name) {
        const { plan, shape } = place;
        const role = this.#names.roleOf(name);
        if (role === 'id')
            return { slot: 'id', next: new Place(plan, shape) };
        if (role === 'none')
            return { slot: 'other', next: place };
        const slot = this.#slot(plan, name, this.#whereOf(tag));
        return { slot, next: new Place(plan, shape.with(slot)) };
    }
    #slot(plan, name, where) {
        const known = plan.slots.get(name);
        if (known !== undefined)
            return known;
        const features = this.#typeSystem.features(plan.type);
        const feature = features.get(name);
        if (feature === undefined)
            throw new MedspanError('input', `type ${plan.type} has no feature ${name}`, {
                where,
                hint: `the type system gives it ${[...features.keys()].join(', ') || 'none'}; is it the one of this export?`,
            });
        const slot = createSlot(this.#typeSystem, plan.type, feature);
        plan.slots.set(name, slot);
        return slot;
    }
    #openValue(tag) {
        this.#childName = splitName(tag.name)[1];
        this.#childText = '';
        this.#isNil = false;
        if (tag.hasNamespaces)
            this.#names.declare(tag, this.#depth);
        for (const [name, value] of Object.entries(tag.attributes)) {
            if (name === 'href') {
                if (!/^#\d+$/.test(value))
                    throw new MedspanError('unsafe-input', `<${tag.name}> refers to ${value}, outside this file`, {
                        where: this.#whereOf(tag),
                        hint: 'references to other files are not followed; export the document as one file',
                    });
                this.#childText = value.slice(1);
            }
            else {
                const [prefix, local] = splitName(name);
                if (local === 'nil' && this.#names.namespaceOf(prefix) === XSI_NAMESPACE)
                    this.#isNil = value === 'true';
            }
        }
    }
    #closeStructure() {
        const plan = this.#plan;
        if (plan.start === undefined)
            return;
        let { shape } = this.#place;
        for (const [name, texts] of this.#children ?? []) {
            const where = this.#where();
            const slot = this.#slot(plan, name, where);
            if (shape.place(name) >= 0)
                throw new MedspanError('input', `feature ${name} of ${plan.type} is given twice`, { where });
            if (slot.element !== undefined) {
                const { element } = slot;
                this.#table.push('other', texts.map(text => text === null ? null : parseValue(element, this.#typeSystem, text, name, where)));
            }
            else if (texts.length === 1 && texts[0] !== null)
                this.#pushText(slot, texts[0]);
            else
                throw new MedspanError('input', `feature ${name} of ${plan.type} has ${texts.length} values, expected one`, { where });
            shape = shape.with(slot);
        }
        if (!this.#table.add(this.#id, shape, this.#line, this.#column))
            throw new MedspanError('input', `two feature structures have the id ${this.#id}`, {
                where: this.#where(),
            });
    }
    #planOf(tag) {
        const { name } = tag;
        const { hasNamespaces } = tag;
        if (hasNamespaces)
            this.#names.declare(tag, this.#depth);
        else {
            if (name === this.#lastName)
                return this.#lastPlan;
            const known = this.#byName.get(name);
            if (known !== undefined) {
                this.#lastName = name;
                this.#lastPlan = known;
                return known;
            }
        }
        const type = this.#names.typeOf(tag, this.#whereOf(tag));
        const kind = type === SOFA ? 'sofa' : type === VIEW ? 'view' : type === NULL ? 'null' : 'structure';
        if ((kind === 'structure' || kind === 'sofa') && !this.#typeSystem.has(type))
            throw new MedspanError('input', `the type ${type} is not in the type system`, {
                where: this.#whereOf(tag, this.#split(tag).id),
                hint: 'use the TypeSystem.xml of the same export (type_system in the configuration)',
            });
        let plan = this.#plans.get(type);
        if (plan === undefined) {
            const slots = new Map();
            const draft = { type, kind, slots, start: undefined };
            if (kind === 'structure')
                draft.start = new Place(draft, new Shape(type));
            plan = draft;
            this.#plans.set(type, plan);
        }
        if (!hasNamespaces)
            this.#byName.set(name, plan);
        return plan;
    }
    /** The value of `xmi:id`, and the attributes without a prefix. */
    #split(tag) {
        let id;
        const features = new Map();
        for (const [name, value] of Object.entries(tag.attributes)) {
            const [prefix, local] = splitName(name);
            if (!name.includes(':'))
                features.set(name, value);
            else if (local === 'id' && this.#names.namespaceOf(prefix) === XMI_NAMESPACE)
                id = value;
        }
        return { id, features };
    }
    #readSofa(tag) {
        const { id, features: of } = this.#split(tag);
        const where = this.#whereOf(tag, id);
        const name = of.get('sofaID');
        if (name === undefined)
            throw new MedspanError('input', 'a sofa has no sofaID', { where });
        const array = of.get('sofaArray');
        this.#sofas.push({
            id: wholeNumber(id, 'xmi:id', where),
            num: wholeNumber(of.get('sofaNum') ?? '1', 'sofaNum', where),
            name,
            mimeType: of.get('mimeType'),
            text: of.get('sofaString'),
            uri: of.get('sofaURI'),
            array: array === undefined ? undefined : wholeNumber(array, 'sofaArray', where),
            where,
        });
    }
    #readView(tag) {
        const { features: of } = this.#split(tag);
        const where = this.#whereOf(tag);
        const sofa = of.get('sofa');
        this.#views.push({
            sofa: sofa === undefined ? undefined : wholeNumber(sofa, 'sofa', where),
            members: parseMembers(of.get('members') ?? '', where),
            where,
        });
    }
    #where() {
        return { path: this.#path, line: this.#line, column: this.#column, at: `xmi:id ${this.#id}` };
    }
    #whereOf(tag, id) {
        const { line, column } = tag;
        const at = id ?? (this.#id > 0 ? String(this.#id) : undefined);
        return { path: this.#path, line, column, ...(at === undefined ? {} : { at: `xmi:id ${at}` }) };
    }
}
/** A text as a whole number below 10^9 written in digits alone, else -1. */
function digitsOf(text) {
    const { length } = text;
    if (length === 0 || length > 9)
        return -1;
    let number = 0;
    for (let at = 0; at < length; at++) {
        const digit = text.charCodeAt(at) - 0x30;
        if (digit < 0 || digit > 9)
            return -1;
        number = number * 10 + digit;
    }
    return number;
}
function parseMembers(text, where) {
    const members = [];
    for (let at = 0; at < text.length;) {
        let number = 0;
        let end = at;
        for (; end < text.length; end++) {
            const digit = text.charCodeAt(end) - 0x30;
            if (digit < 0 || digit > 9)
                break;
            number = number * 10 + digit;
        }
        const next = text.charCodeAt(end);
        if (end === at || end - at > 9 || (end < text.length && next !== 0x20)) {
            // A single space separates them as a rule; everything else goes the long way.
            if (end === at && next === 0x20) {
                at = end + 1;
                continue;
            }
            return words(text).map(id => wholeNumber(id, 'members', where));
        }
        members.push(number);
        at = end + 1;
    }
    return members;
}
function parseFeature(slot, typeSystem, text, where) {
    const { element, name, feature } = slot;
    if (element === undefined)
        return parseValue(feature.range, typeSystem, text, name, where);
    if (element === 'uima.cas.Byte')
        return parseBytes(text, name, where);
    return words(text).map(word => parseValue(element, typeSystem, word, name, where));
}
function parseBytes(text, name, where) {
    const hex = text.trim();
    if (!/^(?:[0-9a-f]{2})*$/i.test(hex))
        throw new MedspanError('input', `${name}: expected bytes in hexadecimal, got ${quote(hex)}`, { where });
    return [...new Int8Array(Buffer.from(hex, 'hex'))];
}
function parseValue(range, typeSystem, text, name, where) {
    const fail = (expected) => new MedspanError('input', `${name}: expected ${expected}, got ${quote(text)}`, { where });
    const limits = RANGES.get(range);
    if (limits !== undefined) {
        const value = /^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : Number.NaN;
        if (!(value >= limits[0] && value <= limits[1]))
            throw fail(`a whole number from ${limits[0]} to ${limits[1]}`);
        return value;
    }
    switch (range) {
        case 'uima.cas.String':
            return text;
        case 'uima.cas.Boolean':
            if (text === 'true' || text === '1')
                return true;
            if (text === 'false' || text === '0')
                return false;
            throw fail('true or false');
        case 'uima.cas.Long': {
            const value = /^\s*[+-]?\d{1,19}\s*$/.test(text) ? BigInt(text.trim().replace(/^\+/, '')) : undefined;
            if (value === undefined || value !== BigInt.asIntN(64, value))
                throw fail('a whole number of 64 bits');
            return value;
        }
        case 'uima.cas.Float':
        case 'uima.cas.Double': {
            // As Java's Double.parseDouble reads them, but for hexadecimal ones.
            const found = /^\s*([+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|Infinity)|NaN)[fFdD]?\s*$/.exec(text);
            if (found === null)
                throw fail('a number');
            return Number(found[1]);
        }
    }
    if (typeSystem.isSubtype(range, 'uima.cas.String'))
        return text;
    const trimmed = text.trim();
    if (trimmed === '' || trimmed === '0')
        return null;
    if (!/^\d{1,10}$/.test(trimmed) || Number(trimmed) > MAX_ID)
        throw fail('the id of a feature structure');
    return { ref: Number(trimmed) };
}
function wholeNumber(text, name, where) {
    const number = text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : Number.POSITIVE_INFINITY;
    if (number > MAX_ID || (name === 'xmi:id' && number === 0))
        throw new MedspanError('input', `${name}: expected a whole number of 31 bits, got ${quote(text ?? '')}`, {
            where,
        });
    return number;
}
function words(text) {
    const trimmed = text.trim();
    return trimmed === '' ? [] : trimmed.split(WHITE);
}
function quote(text) {
    return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);
}
