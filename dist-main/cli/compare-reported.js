/**
 * @file Two folders of which one has scores alone, as transformers' Trainer leaves it, beside each other.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { namedType } from "../concepts/semantic-network.js";
import { ownValue } from "../dictionary.js";
import { readTrainerFolder, reportedScores } from "../run/trainer-folder.js";
import { renderColumns } from "../text/columns.js";
/** Undefined where both have what was found in each document, or one has no scores of this part. */
export async function readReported(paths, part) {
    const alone = paths.filter(path => !existsSync(join(path, `predictions.${part}.jsonl`)));
    if (alone.length === 0)
        return undefined;
    const [a, b] = await Promise.all(paths.map(async (path) => {
        const { metrics = {} } = (await readTrainerFolder(path)) ?? {};
        return reportedScores(metrics).find(({ name }) => name === part);
    }));
    return a === undefined || b === undefined ? undefined : { a, b, alone };
}
/** A table of scores, and what lacks for more. */
export function renderReported({ a, b, alone }, { measure, ...names }) {
    const percent = (value) => (value === undefined ? '' : (100 * value).toFixed(2));
    const line = (name, one, other) => {
        const difference = one === undefined || other === undefined ? undefined : one - other;
        const sign = difference !== undefined && difference >= 0 ? '+' : '';
        return [name, percent(one), percent(other), `${sign}${percent(difference)}`];
    };
    const types = [...new Set([a, b].flatMap(scores => Object.keys(scores.types)))].sort();
    return [
        `a ${names.a}`,
        `b ${names.b}`,
        '',
        renderColumns([
            [measure, 'a', 'b', 'a - b'],
            line('micro', a[measure], b[measure]),
            ...types.map(type => line(namedType(type), ownValue(a.types, type)?.[measure], ownValue(b.types, type)?.[measure])),
        ]),
        '',
        `${alone.join(' and ')}: scores alone, perhaps of other documents, so there are no intervals and no p. For these, score the`,
        'model on the same documents: medspan evaluate --model FOLDER --on GOLD -o SCORES, and compare SCORES',
    ].join('\n');
}
