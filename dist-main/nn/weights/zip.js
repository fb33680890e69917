/**
 * @file ZIP files whose entries are stored, not compressed: where each entry's bytes lie.
 *
 * PyTorch writes such files, with ZIP64 where they are large. What is compressed or encrypted, and entries that share
 * bytes, are refused: so all entries together are never larger than the file. Names are looked up and nothing is
 * extracted. Checksums are not compared, as PyTorch's own reader does not.
 */
import { fromRandomAccessReaderPromise } from 'yauzl';
import { MedspanError } from "../../errors.js";
import { ZipFileReader } from "../../system/zip-file.js";
import { checkDescription, damaged, hostile } from "./damage.js";
/**
 * The entries of a ZIP file by their names.
 * @throws MedspanError `input` where the file is against the format or cut off; `unsafe-input` where an entry is
 * compressed or encrypted, or shares bytes with another.
 */
export async function readStoredEntries(file) {
    const { path } = file;
    const entries = [];
    try {
        const options = { autoClose: false, decodeStrings: false, validateEntrySizes: false };
        const reader = new ZipFileReader(file.handle, file.size);
        const zip = await fromRandomAccessReaderPromise(reader, file.size, options);
        let described = 0;
        for await (const entry of zip.eachEntry()) {
            described +=
                directoryEntryBytes + entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
            checkDescription(described, path);
            const name = new TextDecoder().decode(entry.fileNameRaw);
            const position = await positionOf(zip, entry, path, name);
            entries.push({
                name,
                header: entry.relativeOffsetOfLocalHeader,
                position,
                length: entry.compressedSize,
            });
        }
    }
    catch (cause) {
        if (cause instanceof MedspanError)
            throw cause;
        throw damaged(path, `not a readable ZIP file: ${cause instanceof Error ? cause.message : cause}`);
    }
    const found = new Map();
    let behind = 0;
    for (const { name, header, position, length } of entries.sort((a, b) => a.header - b.header)) {
        if (header < behind)
            throw hostile(path, 'the entry shares bytes with the one before it', name);
        behind = position + length;
        if (found.has(name))
            throw hostile(path, 'expected each name once, got two entries of one name', name);
        found.set(name, { position, length });
    }
    return found;
}
/** What an entry takes in the directory besides its name, extra fields and comment (APPNOTE.TXT, section 4.3.12). */
const directoryEntryBytes = 46;
/** Where the bytes of a stored entry begin; they end within the file. */
async function positionOf(zip, entry, path, name) {
    const { compressionMethod, compressedSize, uncompressedSize } = entry;
    if (entry.isEncrypted())
        throw hostile(path, 'expected a stored entry, got an encrypted one', name);
    if (compressionMethod !== 0)
        throw hostile(path, `expected a stored entry, as PyTorch writes them, got one compressed by method ${compressionMethod}`, name);
    if (compressedSize !== uncompressedSize)
        throw damaged(path, `expected ${uncompressedSize} bytes of a stored entry, got ${compressedSize}`, name);
    const local = await zip.readLocalFileHeaderPromise(entry);
    if (local.compressionMethod !== 0)
        throw hostile(path, 'expected a stored entry, got one that its own header says is compressed', name);
    return local.fileDataStart;
}
