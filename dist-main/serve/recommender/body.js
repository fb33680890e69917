/**
 * @file The body of a request as a text, of bounded size and within bounded time.
 */
import { HTTPException } from 'hono/http-exception';
import { decodeText } from "../../text/source.js";
/**
 * Reads a body.
 * @throws HTTPException 413 for more than so many bytes, of which no more are read, and 408 where it does not come in time
 * @throws MedspanError `input` for what is no UTF-8
 */
export async function readBody({ body, headers }, { bytes, timeMs, take }) {
    const tooLarge = () => new HTTPException(413, {
        message: `expected a request of at most ${bytes.toLocaleString('en-US')} bytes, got more: ` +
            'divide the documents into smaller ones, or let the server take larger requests',
    });
    if (Number(headers.get('content-length') ?? 0) > bytes)
        throw tooLarge();
    const reader = body?.getReader();
    if (reader === undefined)
        return '';
    const pieces = [];
    let length = 0;
    const late = new HTTPException(408, {
        message: `expected the whole request within ${timeMs / 1000} s, got a part of it`,
    });
    let timer;
    const timeout = new Promise((_, reject) => {
        timer = setTimeout(() => reject(late), timeMs);
    });
    try {
        for (;;) {
            const { done, value } = await Promise.race([reader.read(), timeout]);
            if (done)
                break;
            length += value.length;
            if (length > bytes)
                throw tooLarge();
            take(length);
            pieces.push(value);
        }
    }
    catch (error) {
        void reader.cancel().catch(() => { });
        throw error;
    }
    finally {
        clearTimeout(timer);
    }
    return decodeText(Buffer.concat(pieces, length), { path: 'the request' }, 1);
}
