import type { ConllDocuments } from './conll-documents.ts';
import { type Layout } from './conll-layout.ts';
/** Takes lines apart, and gives what they hold to the documents. */
export declare class ConllLines {
    #private;
    constructor(path: string, layout: Layout, documents: ConllDocuments);
    /** Whole lines of the file. */
    addText(text: string, firstNumber: number): void;
    add(line: string, number: number): void;
}
