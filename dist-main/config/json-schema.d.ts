/** How the file is called beside a configuration, and in the package. */
export declare const SCHEMA_NAME = "medspan.schema.json";
/** The text of the JSON Schema. */
export declare function formatConfigSchema(): string;
