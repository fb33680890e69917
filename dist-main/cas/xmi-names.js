/**
 * @file Names in XMI: which namespace a prefix stands for where, and which type an element is of.
 */
import { MedspanError } from "../errors.js";
export const XMI_NAMESPACE = 'http://www.omg.org/XMI';
export const XSI_NAMESPACE = 'http://www.w3.org/2001/XMLSchema-instance';
const NO_NAMESPACE = 'uima.noNamespace.';
/** Prefix and local name; the prefix is empty where there is none. */
export function splitName(name) {
    const colon = name.indexOf(':');
    return colon < 0 ? ['', name] : [name.slice(0, colon), name.slice(colon + 1)];
}
/** The namespaces that are declared around an element. */
export class XmiNames {
    #scopes = [];
    /** Whether an element below the root has declared namespaces of its own, and is still open. */
    get isLocal() {
        return this.#scopes.length > 1;
    }
    /** Takes what an element declares; the root's depth is 1. */
    declare(tag, depth) {
        const declared = new Map();
        for (const [name, value] of Object.entries(tag.attributes))
            if (name === 'xmlns' || name.startsWith('xmlns:'))
                declared.set(name.slice(6), value);
        while (this.#scopes.length < depth - 1)
            this.#scopes.push(new Map());
        this.#scopes[depth - 1] = declared;
    }
    /** Forgets what an element declared that ends. */
    leave(depth) {
        if (this.#scopes.length >= depth)
            this.#scopes.length = depth - 1;
    }
    /** The namespace that a prefix stands for, looking outwards. */
    namespaceOf(prefix) {
        for (let i = this.#scopes.length - 1; i >= 0; i--) {
            const found = this.#scopes[i].get(prefix);
            if (found !== undefined)
                return found;
        }
        return undefined;
    }
    /** @throws MedspanError `input` unless the element is the root of an XMI file */
    checkRoot(tag, where) {
        const [prefix, local] = splitName(tag.name);
        if (local !== 'XMI' || this.namespaceOf(prefix) !== XMI_NAMESPACE)
            throw new MedspanError('input', `expected <xmi:XMI> of ${XMI_NAMESPACE}, got <${tag.name}>`, {
                where,
                hint: 'this file is not a UIMA CAS in XMI',
            });
    }
    /** The full name of the type that an element is of. */
    typeOf(tag, where) {
        const [prefix, local] = splitName(tag.name);
        const namespace = this.namespaceOf(prefix);
        const found = namespace === undefined ? null : /^http:\/\/\/(.*)\.ecore$/.exec(namespace);
        if (found === null)
            throw new MedspanError('input', `<${tag.name}> belongs to no package: expected a namespace such as http:///my/package.ecore, got ` +
                `${namespace ?? 'none'}`, { where });
        const name = `${found[1].replaceAll('/', '.')}.${local}`;
        return name.startsWith(NO_NAMESPACE) ? name.slice(NO_NAMESPACE.length) : name;
    }
    /** What an attribute says by its name: the id, a feature's value, or nothing of the structure. */
    roleOf(name) {
        if (name === 'xmlns')
            return 'none';
        if (!name.includes(':'))
            return 'feature';
        const [prefix, local] = splitName(name);
        const namespace = this.namespaceOf(prefix);
        if (namespace === XMI_NAMESPACE && local === 'id')
            return 'id';
        const isNone = ['xmlns', 'xml'].includes(prefix) || namespace === XMI_NAMESPACE || namespace === XSI_NAMESPACE;
        return isNone ? 'none' : 'feature';
    }
}
