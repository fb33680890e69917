/** An opening tag. Lines and columns count from 1 and point at its `<`; columns are UTF-16 code units. */
export interface XmlElement {
    /** The name as written, with its prefix. */
    readonly name: string;
    readonly attributes: Readonly<Record<string, string>>;
    /** Whether an attribute's name begins with `xmlns`. */
    readonly hasNamespaces: boolean;
    readonly line: number;
    readonly column: number;
}
/** What a caller hears while a document passes by. */
export interface XmlHandlers {
    open(element: XmlElement): void;
    close(name: string): void;
    /** Character data, CDATA included; one stretch of text may come in several pieces. */
    text?(text: string): void;
}
/** Limits on untrusted XML. */
export interface XmlLimits {
    /** Elements inside elements; UIMA's files need 7. */
    readonly depth: number;
    /** Attributes of one element; UIMA's files need as many as a type has features. */
    readonly attributes: number;
    /** Characters of one tag, text or comment; of a document's longest text, each may be a reference. */
    readonly token: number;
    /** References, line ends and the like in one tag, text or comment: saxes keeps a string for each. */
    readonly joins: number;
}
export declare const xmlLimits: XmlLimits;
/** Parses a whole document. */
export declare function parseXml(text: string, path: string, handlers: XmlHandlers): void;
/**
 * Parses a document from its bytes, as they come. The encoding is taken from a byte order mark or from the XML
 * declaration; UTF-8, UTF-16, ISO-8859-1 and US-ASCII are known.
 *
 * @throws MedspanError `input` where the document is not well-formed, `unsafe-input` where it asks for entities,
 *   declares a document type, or exceeds a limit; with file, line and column
 */
export declare function readXml(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, path: string, handlers: XmlHandlers, limits?: XmlLimits): Promise<void>;
/** True where XML 1.0 cannot hold a text, but XML 1.1 can (control characters other than tab and line ends). */
export declare function needsXml11(text: string): boolean;
/**
 * Escapes a text for a double-quoted attribute, so that reading it gives the same text, line ends included.
 *
 * @throws MedspanError `data` where a character cannot stand in any XML (U+0000, U+FFFE, U+FFFF, half a pair)
 */
export declare function escapeAttribute(text: string): string;
/** Escapes a text for an element's content; the rest is as with `escapeAttribute`. */
export declare function escapeText(text: string): string;
