import { Readable } from 'node:stream';
import { RandomAccessReader } from 'yauzl';
/** How much of an entry is read at a time. */
const pieceBytes = 2 ** 16;
/** A file of so many bytes, which whoever opened it closes. */
export class ZipFileReader extends RandomAccessReader {
    #handle;
    #size;
    constructor(handle, size) {
        super();
        this.#handle = handle;
        this.#size = size;
    }
    read(buffer, offset, length, position, callback) {
        this.#read(buffer, offset, length, position).then(() => callback(null), callback);
    }
    async #read(buffer, offset, length, position) {
        const end = position + length;
        if (end > this.#size)
            throw new Error(`expected a place in a file of ${this.#size} bytes, got ${end}`);
        const { bytesRead } = await this.#handle.read(buffer, offset, length, position);
        if (bytesRead < length)
            throw new Error('the file is truncated');
    }
    _readStreamForRange(start, end) {
        return Readable.from(this.#pieces(start, end), { objectMode: false });
    }
    async *#pieces(start, end) {
        for (let at = start; at < end; at += pieceBytes) {
            const piece = Buffer.alloc(Math.min(pieceBytes, end - at));
            await this.#read(piece, 0, piece.length, at);
            yield piece;
        }
    }
}
