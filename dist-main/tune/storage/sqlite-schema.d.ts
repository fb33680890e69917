import { type Connection } from './sqlite-connection.ts';
/** The version of the schema by alembic's name for it: Optuna's since 3.2. */
export declare const schemaRevision = "v3.2.0.a";
/** What is in a file: nothing yet, some of what a study needs, or all of it. */
export type SchemaState = 'empty' | 'partial' | 'ready';
/**
 * Looks what a file holds; within a transaction.
 *
 * @throws MedspanError `input` where it is another program's, or of another version of the schema
 */
export declare function inspectSchema(connection: Connection): SchemaState;
/** Makes what is missing of the tables; within a transaction. */
export declare function completeSchema(connection: Connection): void;
