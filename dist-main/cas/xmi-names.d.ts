/**
 * @file Names in XMI: which namespace a prefix stands for where, and which type an element is of.
 */
import { type Where } from '../errors.ts';
import type { XmlElement } from '../text/xml.ts';
export declare const XMI_NAMESPACE = "http://www.omg.org/XMI";
export declare const XSI_NAMESPACE = "http://www.w3.org/2001/XMLSchema-instance";
/** Prefix and local name; the prefix is empty where there is none. */
export declare function splitName(name: string): [string, string];
/** The namespaces that are declared around an element. */
export declare class XmiNames {
    #private;
    /** Whether an element below the root has declared namespaces of its own, and is still open. */
    get isLocal(): boolean;
    /** Takes what an element declares; the root's depth is 1. */
    declare(tag: XmlElement, depth: number): void;
    /** Forgets what an element declared that ends. */
    leave(depth: number): void;
    /** The namespace that a prefix stands for, looking outwards. */
    namespaceOf(prefix: string): string | undefined;
    /** @throws MedspanError `input` unless the element is the root of an XMI file */
    checkRoot(tag: XmlElement, where: Where): void;
    /** The full name of the type that an element is of. */
    typeOf(tag: XmlElement, where: Where): string;
    /** What an attribute says by its name: the id, a feature's value, or nothing of the structure. */
    roleOf(name: string): 'id' | 'feature' | 'none';
}
