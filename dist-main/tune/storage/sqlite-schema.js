/**
 * @file The tables of a study in SQLite: those of Optuna's relational storage, and how a file gets them.
 *
 * Optuna describes its tables with SQLAlchemy and numbers their versions with alembic. What is written here are the same
 * tables, constraints and indexes in the words that SQLAlchemy's compiler has for SQLite, so that neither side can tell
 * who made a file. All are made in one transaction; Optuna makes them one by one, which another process may see.
 */
import { MedspanError } from "../../errors.js";
import { decodeText } from "./sqlite-connection.js";
/** The version of the schema by alembic's name for it: Optuna's since 3.2. */
export const schemaRevision = 'v3.2.0.a';
/** Those before it, which `optuna storage upgrade` knows. */
const olderRevisions = [
    'v0.9.0.a',
    'v1.2.0.a',
    'v1.3.0.a',
    'v2.4.0.a',
    'v2.6.0.a',
    'v3.0.0.a',
    'v3.0.0.b',
    'v3.0.0.c',
    'v3.0.0.d',
];
/** What Optuna counted before it used alembic; it stays. */
const schemaVersion = 12;
/** A table of what belongs to a study or to a trial, each once by some column. */
function belonging(owner, name, key, columns, unique) {
    return {
        name,
        columns: [[key, 'INTEGER!'], ...columns],
        constraints: [
            `UNIQUE (${[`${owner}_id`, ...unique].join(', ')})`,
            `FOREIGN KEY(${owner}_id) REFERENCES ${owner === 'study' ? 'studies' : 'trials'} (${owner}_id)`,
        ],
    };
}
function attributes(owner, whose) {
    const columns = [
        [`${owner}_id`, 'INTEGER'],
        ['"key"', 'VARCHAR(512)'],
        ['value_json', 'TEXT'],
    ];
    const name = `${owner}_${whose}_attribute`;
    return belonging(owner, `${name}s`, `${name}_id`, columns, ['"key"']);
}
const tables = [
    {
        name: 'studies',
        columns: [
            ['study_id', 'INTEGER!'],
            ['study_name', 'VARCHAR(512)!'],
        ],
        constraints: [],
    },
    {
        name: 'version_info',
        columns: [
            ['version_info_id', 'INTEGER!'],
            ['schema_version', 'INTEGER'],
            ['library_version', 'VARCHAR(256)'],
        ],
        constraints: ['CHECK (version_info_id=1)'],
    },
    belonging('study', 'study_directions', 'study_direction_id', [
        ['direction', 'VARCHAR(8)!'],
        ['study_id', 'INTEGER!'],
        ['objective', 'INTEGER!'],
    ], ['objective']),
    attributes('study', 'user'),
    attributes('study', 'system'),
    {
        name: 'trials',
        columns: [
            ['trial_id', 'INTEGER!'],
            ['number', 'INTEGER'],
            ['study_id', 'INTEGER'],
            ['state', 'VARCHAR(8)!'],
            ['datetime_start', 'DATETIME'],
            ['datetime_complete', 'DATETIME'],
        ],
        constraints: ['FOREIGN KEY(study_id) REFERENCES studies (study_id)'],
    },
    attributes('trial', 'user'),
    attributes('trial', 'system'),
    belonging('trial', 'trial_params', 'param_id', [
        ['trial_id', 'INTEGER'],
        ['param_name', 'VARCHAR(512)'],
        ['param_value', 'FLOAT'],
        ['distribution_json', 'TEXT'],
    ], ['param_name']),
    belonging('trial', 'trial_values', 'trial_value_id', [
        ['trial_id', 'INTEGER!'],
        ['objective', 'INTEGER!'],
        ['value', 'FLOAT'],
        ['value_type', 'VARCHAR(7)!'],
    ], ['objective']),
    belonging('trial', 'trial_intermediate_values', 'trial_intermediate_value_id', [
        ['trial_id', 'INTEGER!'],
        ['step', 'INTEGER!'],
        ['intermediate_value', 'FLOAT'],
        ['intermediate_value_type', 'VARCHAR(7)!'],
    ], ['step']),
    belonging('trial', 'trial_heartbeats', 'trial_heartbeat_id', [
        ['trial_id', 'INTEGER!'],
        ['heartbeat', 'DATETIME!'],
    ], []),
];
const indexes = [
    ['ix_studies_study_name', 'CREATE UNIQUE INDEX ix_studies_study_name ON studies (study_name)'],
    ['ix_trials_study_id', 'CREATE INDEX ix_trials_study_id ON trials (study_id)'],
];
function createTable({ name, columns, constraints }) {
    const lines = [
        ...columns.map(([column, type]) => `${column} ${type.replace('!', ' NOT NULL')}`),
        `PRIMARY KEY (${columns[0][0]})`,
        ...constraints,
    ];
    return `\nCREATE TABLE ${name} (\n\t${lines.join(', \n\t')}\n)\n\n`.trim();
}
const alembicTable = 'CREATE TABLE alembic_version (\n\tversion_num VARCHAR(32) NOT NULL, \n\tCONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)\n)';
/**
 * Looks what a file holds; within a transaction.
 *
 * @throws MedspanError `input` where it is another program's, or of another version of the schema
 */
export function inspectSchema(connection) {
    const { path } = connection;
    const names = new Set(connection
        .all(`SELECT CAST(name AS BLOB) FROM sqlite_master WHERE type IN ('table', 'index')`)
        .map(([name]) => decodeText(name, path)));
    if (names.size === 0)
        return 'empty';
    const refuse = (message, hint) => {
        throw new MedspanError('input', message, { where: { path }, hint });
    };
    if (!names.has('studies') && !names.has('version_info') && !names.has('study_directions'))
        refuse('expected a file of studies, got a SQLite file of another program', 'Choose another file.');
    const revision = names.has('alembic_version')
        ? connection.all('SELECT CAST(version_num AS BLOB) FROM alembic_version')[0]?.[0]
        : undefined;
    const upgrade = `Upgrade it: optuna storage upgrade --storage sqlite:///${path}`;
    if (revision === undefined) {
        // Optuna writes the revision last; files without one may also be older than alembic.
        const version = names.has('version_info')
            ? connection.all('SELECT schema_version FROM version_info')[0]?.[0]
            : undefined;
        if (version !== undefined && version !== schemaVersion)
            refuse(`expected the tables of Optuna's schema ${schemaRevision}, got version ${version}`, upgrade);
        return 'partial';
    }
    const found = decodeText(revision, path);
    if (found !== schemaRevision)
        refuse(`expected the tables of Optuna's schema ${schemaRevision}, got ${JSON.stringify(found)}`, olderRevisions.includes(found) ? upgrade : 'It was made by a newer Optuna: use a newer medspan.');
    const missing = tables.find(({ name }) => !names.has(name));
    if (missing !== undefined)
        refuse(`expected the tables of Optuna's schema ${schemaRevision}, got none called ${missing.name}`, 'The file is damaged, or was changed by hand: take a copy of before.');
    return 'ready';
}
/** Makes what is missing of the tables; within a transaction. */
export function completeSchema(connection) {
    const names = new Set(connection
        .all(`SELECT CAST(name AS BLOB) FROM sqlite_master`)
        .map(([name]) => decodeText(name, connection.path)));
    for (const table of tables)
        if (!names.has(table.name))
            connection.run(createTable(table));
    for (const [name, statement] of indexes)
        if (!names.has(name))
            connection.run(statement);
    if (!names.has('alembic_version'))
        connection.run(alembicTable);
    connection.run(`INSERT INTO version_info (version_info_id, schema_version, library_version)
     SELECT 1, ?, 'medspan' WHERE NOT EXISTS (SELECT 1 FROM version_info)`, schemaVersion);
    connection.run('INSERT INTO alembic_version (version_num) SELECT ? WHERE NOT EXISTS (SELECT 1 FROM alembic_version)', schemaRevision);
}
