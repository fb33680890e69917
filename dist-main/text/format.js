/** What stands for a file in `typeSystem`: types are inferred from XMI files that have no type system. */
export const INFER = 'infer';
/** Documents that come one after the other as a corpus. */
export async function collectDocuments(documents) {
    const collected = [];
    for await (const document of documents)
        collected.push(document);
    return collected;
}
/** What is written of a corpus, document by document. */
export function* piecesOf(corpus, writer) {
    for (const document of corpus)
        yield writer.add(document);
    yield writer.end();
}
/** A writer of one file that needs to see but one document at a time. */
export function documentWriter(extension, open) {
    return { holds: 'corpus', extension, open, format: (corpus, options) => piecesOf(corpus, open(options)) };
}
/**
 * Names for documents' files, without an extension, each another one also where case or the way in which accents are written
 * do not count.
 */
export function createFileNames() {
    /** Names that are taken, and the number to try next behind each. */
    const taken = new Map();
    const keyOf = (name) => name.normalize().toUpperCase();
    return id => {
        const base = fileNameOf(id);
        const key = keyOf(base);
        let name = base;
        for (let n = taken.get(key) ?? 1; taken.has(keyOf(name)); taken.set(key, n))
            name = `${base}_${++n}`;
        taken.set(keyOf(name), 1);
        return name;
    };
}
/** Of the 255 bytes that a name may have, so many are for a number, an extension, and what writers put around it. */
const nameBytes = 200;
/** What file systems forbid, or what changes how a name looks in a list of files. */
const unsafe = /[\p{Cc}\p{Cs}<>:"/\\|?*\u2028-\u202e\u2066-\u2069]+/gu;
/** Names that are devices on Windows, whatever their extension. */
const device = /^(?:con|prn|aux|nul|(?:com|lpt)[1-9¹²³])(?=\s*(?:\.|$))/iu;
/** A name for a document's file: its id without what a file system forbids, and no longer than one takes. Not unique by itself. */
export function fileNameOf(id) {
    const safe = id.replace(unsafe, '_').replace(/^\.+/, '_').replace(device, '$&_');
    return cutToBytes(safe, nameBytes).replace(/[. ]+$/, '_') || '_';
}
/** The beginning of a text, in at most so many bytes of UTF-8, and of whole characters. */
function cutToBytes(text, bytes) {
    const { read } = new TextEncoder().encodeInto(text, new Uint8Array(bytes));
    return text.slice(0, read);
}
