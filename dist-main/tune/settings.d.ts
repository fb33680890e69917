/** @throws MedspanError `config` for a type or an option that is not there */
export declare function checkSettings(what: 'sampler' | 'pruner', settings: {
    readonly type: string;
}, known: Readonly<Record<string, readonly string[]>>): void;
