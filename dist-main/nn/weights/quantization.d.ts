/** The tensor with the scales of a matrix's rows. */
export declare function scaleNameOf(matrix: string): string;
/**
 * Checks how a model says that its weights are stored.
 * @param source config.json; without the key, they are floating numbers
 * @throws MedspanError `input` for any form but int8 with a scale for each row
 */
export declare function checkQuantization(source: Readonly<Record<string, unknown>>, path: string): void;
