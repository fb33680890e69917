/**
 * @file Writing ZIP files (APPNOTE.TXT 6.3, by yazl) entry by entry, so that neither the archive nor its entries are held whole.
 */
import { PassThrough, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';
/**
 * The bytes of an archive, in pieces. An entry is asked for when the one before it is written.
 * @throws what `entries` or an entry's `pieces` throw
 */
export async function* packZip(entries) {
    const zip = new ZipFile();
    const output = zip.outputStream;
    if (!(output instanceof PassThrough))
        throw new TypeError('yazl writes to no stream of Node');
    let current;
    zip.on('error', (error) => output.destroy(error));
    output.once('close', () => current?.destroy());
    const pack = async () => {
        for await (const { name, modified, pieces } of entries) {
            const options = modified === undefined ? {} : { mtime: modified };
            if (name.endsWith('/'))
                zip.addEmptyDirectory(name, options);
            else {
                current = Readable.from(pieces, { objectMode: false });
                zip.addReadStream(current, name, options);
                await finished(current);
            }
        }
        zip.end();
    };
    const packed = pack().catch((error) => void output.destroy(error));
    try {
        yield* output;
    }
    finally {
        output.destroy();
        await packed;
    }
}
