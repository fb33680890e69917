import { type TypeSystem } from './typesystem.ts';
export declare class TypeInference {
    #private;
    /** @param texts features that hold texts, also where these look like numbers */
    constructor(texts?: Iterable<string>);
    /** Takes what a file shows. */
    add(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, path: string): Promise<void>;
    /** The types of all files that were taken. */
    finish(): TypeSystem;
}
