/**
 * @file What a client is answered where it cannot have what it asks for: an error that knows its status, and errors as JSON.
 */
import { HTTPException } from 'hono/http-exception';
import { MedspanError } from "../errors.js";
import { printable } from "../text/escapes.js";
/** A request that is refused. Its message goes to the client. */
export class Refusal extends Error {
    status;
    headers;
    constructor(status, message, headers = {}) {
        super(message);
        this.name = 'Refusal';
        this.status = status;
        this.headers = headers;
    }
}
/** Of a request whose client no longer waits: as nginx counts them. Nobody is answered. */
export const gone = () => new Refusal(499, 'the client has gone');
/** A value as JSON in which all that is not printed is escaped: the same value, and nothing that steers a terminal. */
export function answerJson(value, status = 200, headers = {}) {
    return new Response(printable(JSON.stringify(value)), {
        status,
        headers: { 'content-type': 'application/json', ...headers },
    });
}
/** The answer to a request that failed; undefined where the failure is a defect of ours, of which nothing is said. */
export function answerError(error) {
    if (error instanceof Refusal)
        return answerJson({ error: { message: error.message } }, error.status, error.headers);
    if (error instanceof HTTPException)
        return answerJson({ error: { message: error.message } }, error.status);
    if (error instanceof MedspanError && error.code !== 'internal' && error.code !== 'output') {
        const { message, hint, where } = error;
        // Without the path, which may be one of this machine.
        const { line, column, at } = where ?? {};
        return answerJson({ error: { message, line, column, at, hint } }, 400);
    }
    return undefined;
}
