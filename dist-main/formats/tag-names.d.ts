/** The names that the metadata of a Parquet file say for a column. */
export declare function namesInMetadata(text: string, column: string, path: string): string[] | undefined;
/** The YAML between the two `---` at the head of a text; undefined where there is none that can be read. */
export declare function frontMatter(text: string): unknown;
/**
 * The names that files beside `path`, or up to two folders above, say for each column asked for.
 *
 * @throws MedspanError (`input`), from the function that is given back, when the configurations of a data set say
 * different names for the column.
 */
export declare function findTagNames(path: string): Promise<(column: string) => string[] | undefined>;
