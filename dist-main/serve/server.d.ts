export interface ServerOptions {
    readonly fetch: (request: Request) => Response | Promise<Response>;
    readonly host: string;
    /** 0 for any that is free. */
    readonly port: number;
    /** How long in all a request may wait for its client, which earns more by what it sends or takes. */
    readonly patienceMs?: number | undefined;
    /** How often that is looked at. */
    readonly checkMs?: number | undefined;
}
export interface RunningServer {
    /** `http://127.0.0.1:8787` */
    readonly address: string;
    /** Takes no more connections, and ends when all requests have, or after this time without them. */
    stop(graceMs: number): Promise<void>;
}
/** @throws MedspanError `config` where the port is taken, or may not be */
export declare function startServer(options: ServerOptions): Promise<RunningServer>;
