import { createAdaptorServer } from '@hono/node-server';
import { MedspanError } from "../errors.js";
import { hasSystemCode } from "../system/output.js";
/** More than may work and wait at once, so that those over it are told. */
const MAX_CONNECTIONS = 512;
const HEADERS_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MS = 5_000;
/** What a client must send or take for a second of patience. */
const BYTES_PER_SECOND = 1024;
/** @throws MedspanError `config` where the port is taken, or may not be */
export async function startServer(options) {
    const { fetch, host, port, patienceMs = 30_000, checkMs = 1_000 } = options;
    const server = createAdaptorServer({
        fetch,
        overrideGlobalObjects: false,
        serverOptions: {
            headersTimeout: HEADERS_TIMEOUT_MS,
            // A stream of lines may take as long as it moves.
            requestTimeout: 0,
            keepAliveTimeout: KEEP_ALIVE_MS,
            connectionsCheckingInterval: checkMs,
        },
    });
    server.maxConnections = MAX_CONNECTIONS;
    const exchanges = new Map();
    server.on('request', (incoming, outgoing) => {
        const { socket } = incoming;
        const exchange = { incoming, outgoing, moved: movedOn(socket), patienceMs };
        exchanges.set(socket, exchange);
        outgoing.on('close', () => {
            if (exchanges.get(socket) === exchange)
                exchanges.delete(socket);
        });
    });
    await listen(server, host, port);
    const checks = setInterval(() => {
        for (const [socket, exchange] of exchanges) {
            const moved = movedOn(socket);
            const earnedMs = ((moved - exchange.moved) / BYTES_PER_SECOND) * 1000;
            exchange.moved = moved;
            exchange.patienceMs = waitsForClient(socket, exchange)
                ? Math.min(patienceMs, exchange.patienceMs - checkMs + earnedMs)
                : patienceMs;
            if (exchange.patienceMs < 0)
                socket.destroy();
        }
        if (!server.listening)
            server.closeIdleConnections();
    }, checkMs);
    const { port: bound } = server.address();
    return {
        address: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
        async stop(graceMs) {
            const closed = new Promise(resolve => server.close(resolve));
            const timer = setTimeout(() => server.closeAllConnections(), graceMs);
            await closed;
            clearTimeout(timer);
            clearInterval(checks);
        },
    };
}
const movedOn = (socket) => socket.bytesRead + socket.bytesWritten - socket.writableLength;
/** Whether the client has not taken what was answered, or not sent what is being read. */
const waitsForClient = (socket, { incoming }) => socket.writableLength > 0 || (!incoming.complete && incoming.readableLength === 0);
function listen(server, host, port) {
    return new Promise((resolve, reject) => {
        server.once('error', error => reject(listenError(error, host, port)));
        server.listen({ host, port }, resolve);
    });
}
function listenError(error, host, port) {
    if (hasSystemCode(error, 'EADDRINUSE'))
        return new MedspanError('config', `expected a free port, and ${port} is in use`, {
            where: { at: '--port' },
            hint: '--port names another one; 0 takes any that is free',
        });
    const code = error?.code;
    if (typeof code !== 'string')
        return error;
    return new MedspanError('config', `expected an address to listen at, got ${host}:${port}: ${code}`, {
        where: { at: '--host' },
        cause: error,
    });
}
