/**
 * @file Looking at a folder for `init` and `train`: at most three questions on a terminal, and what was found as text.
 */
import { MedspanError } from "../errors.js";
import { appendAll } from "../lists.js";
import { count, describeSource } from "../survey/config-text.js";
import { surveyFolder } from "../survey/survey.js";
import { printable } from "../text/escapes.js";
const mostQuestions = 3;
/**
 * Looks at a folder, and asks what cannot be decided.
 * @throws MedspanError `input` where there are documents, and none of them can be read
 */
export async function surveyAloud(folder, { io, progress }, { takesDefaults, limits }) {
    let questions = takesDefaults || io.ask === undefined ? 0 : mostQuestions;
    const decide = async ({ text, answers }) => {
        if (io.ask === undefined || questions-- <= 0)
            return 0;
        progress.info(printable(text));
        for (const [i, answer] of answers.entries())
            progress.info(`  ${i + 1}  ${printable(answer)}`);
        for (;;) {
            const typed = (await io.ask('Enter for 1, or a number: '))?.trim();
            if (typed === undefined || typed === '')
                return 0;
            const number = Number(typed);
            if (Number.isInteger(number) && number >= 1 && number <= answers.length)
                return number - 1;
        }
    };
    const survey = await surveyFolder(folder, { progress, decide, limits });
    if (survey.sources.length === 0 && survey.leftOut.length > 0)
        throw new MedspanError('input', `expected annotated documents, got none that can be learnt from\n${renderLeftOut(survey).join('\n')}`, {
            where: { path: folder },
            hint: 'Export a curated project from INCEpTION with the format "UIMA CAS XMI (XML 1.0)", or see docs/formats.md.',
        });
    return survey;
}
/** How many files are named. */
const named = 10;
/** What a survey found, a line each. */
export function renderSurvey(survey) {
    const { sources, link, others } = survey;
    const lines = sources.map(source => `  ${printable(source.path)}: ${printable(describeSource(source))}`);
    if (link !== undefined)
        lines.push(`  types of concepts are looked up in ${printable(Object.values(link)[0])}`);
    appendAll(lines, renderLeftOut(survey));
    if (others > 0)
        lines.push(`  ${count(others, 'other file')}: no documents`);
    return lines;
}
function renderLeftOut({ leftOut }) {
    const lines = leftOut
        .slice(0, named)
        .map(({ path, reason }) => `  left out: ${printable(path)}: ${printable(reason)}`);
    if (leftOut.length > named)
        lines.push(`  left out: ${leftOut.length - named} more`);
    return lines;
}
