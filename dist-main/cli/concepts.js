/**
 * @file What the commands that look concepts up share: the options that say where.
 */
import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { MedspanError } from "../errors.js";
import { createConceptSource } from "../umls/source.js";
const RELATIONS = ['RB', 'RN', 'RO'];
function parseRelations(text) {
    return text.split(',').map(item => {
        const relation = RELATIONS.find(known => known === item.trim().toUpperCase());
        if (relation === undefined)
            throw new InvalidArgumentError(`Expected some of ${RELATIONS.join(', ')}.`);
        return relation;
    });
}
function parseHours(text) {
    const hours = Number(text);
    if (text.trim() === '' || !(hours >= 0))
        throw new InvalidArgumentError('Expected a number of hours.');
    return hours;
}
/** Adds the options that say where concepts are looked up. */
export function sourceOptions(command) {
    return command
        .option('--mrsty <file>', 'look up in MRSTY.RRF of a UMLS release')
        .option('--metathesaurus <file>', 'look up in a database made by medspan umls build')
        .option('--uts', "look up at UTS, NLM's web service; needs a key in UMLS_API_KEY or --key-file")
        .option('--relations <list>', 'Metathesaurus: also follow retired concepts to broader, narrower and related ones, such as RB,RN,RO', parseRelations)
        .option('--release <name>', 'UTS: the release, such as 2026AA (default: current)')
        .option('--cache <file>', 'UTS: the cache of answers (default: ~/.cache/medspan/uts.sqlite)')
        .option('--max-age <hours>', 'UTS: how long cached answers are valid (default: 24 for current, unlimited for a release)', parseHours)
        .option('--offline', 'UTS: use cached answers only')
        .option('--key-file <file>', 'UTS: a file with the key, readable by you alone (chmod 600)')
        .option('--key-env <name>', 'UTS: the environment variable with the key (default: UMLS_API_KEY)')
        .option('--base-url <url>', 'UTS: another server with the same interface (default: MEDSPAN_UTS_URL, or that of NLM)');
}
const OF_UTS = ['release', 'cache', 'maxAge', 'offline', 'keyFile', 'keyEnv', 'baseUrl'];
/**
 * Opens what the options name.
 * @throws MedspanError (`config`) unless they name one source, and options of that one alone
 */
export function openSource(settings, { io, progress }) {
    const { mrsty, metathesaurus, uts, relations } = settings;
    const file = (path) => (path === undefined ? undefined : resolve(io.cwd, path));
    const named = [mrsty, metathesaurus, uts].filter(value => value !== undefined).length;
    if (named !== 1)
        throw new MedspanError('config', `expected one of --mrsty, --metathesaurus and --uts, got ${named === 0 ? 'none' : 'several'}`, { hint: 'UMLS is free of charge: https://uts.nlm.nih.gov/uts/signup-login gives a key and the files' });
    const foreign = uts === true ? undefined : OF_UTS.find(name => settings[name] !== undefined);
    if (foreign !== undefined)
        throw new MedspanError('config', `--${foreign.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)} is an option of --uts`);
    return createConceptSource({
        mrsty: file(mrsty),
        metathesaurus: file(metathesaurus),
        uts: uts === undefined
            ? undefined
            : {
                release: settings.release,
                key_env: settings.keyEnv,
                key_file: file(settings.keyFile),
                cache: file(settings.cache),
                offline: settings.offline,
                base_url: settings.baseUrl,
                max_age_hours: settings.maxAge,
            },
        relations,
    }, { env: process.env, progress });
}
