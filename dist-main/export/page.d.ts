/**
 * Writes the page of an exported folder.
 * @param title what the page calls the tagger
 * @returns its bytes
 * @throws MedspanError `output` for a model that no browser could hold
 */
export declare function writePage(exported: string, path: string, title: string): Promise<number>;
