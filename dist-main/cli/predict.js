/**
 * @file `medspan predict`: tags text and documents with a trained run.
 */
import { basename, isAbsolute, join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { namedType } from "../concepts/semantic-network.js";
import { MedspanError, Notices } from "../errors.js";
import { exportCorpus, writableFormats } from "../formats/index.js";
import { openDocuments } from "../formats/json.js";
import { folderOrId } from "../hub/cache.js";
import { AGGREGATIONS } from "../predict/aggregation.js";
import { predictInto } from "../predict/into.js";
import { answerLines, LINE_FORMATS, readLineDocuments, } from "../predict/lines.js";
import { predictFiles } from "../predict/predict.js";
import { documentOf } from "../predict/tagger.js";
import { loadTagger } from "../predict/trained-tagger.js";
import { silent, sumNotices } from "../progress.js";
import { createMentionsPage } from "../report/page/mentions-page.js";
import { keepHeapSmall } from "../system/heap.js";
import { writeFileWhole } from "../system/output.js";
import { listFormats } from "./corpus-files.js";
import { EndedWith, showResult, writePieces, } from "./io.js";
import { parsePositive, parseShare } from "./numbers.js";
/** What stands for standard input among paths. */
const STDIN = '-';
export function predictCommand(context) {
    return new Command('predict')
        .argument('[paths...]', 'files and folders; - or nothing: lines of standard input')
        .requiredOption('-m, --model <folder or id>', 'a run folder, or a token classifier of any supported architecture: a Hugging Face folder, or owner/name on the hub')
        .option('--text <text>', 'tag this text')
        .option('--int8', 'compute with weights in int8: faster, and now and then another tag')
        .option('--format <name>', 'the format of all files (default: recognised by content); of lines json or text (default: json)')
        .option('-o, --output <path>', 'write the tagged documents to this file or folder')
        .addOption(new Option('--html <file>', 'write a page with the texts and their mentions marked, which needs nothing else: for reading, by browser').conflicts(['output', 'into']))
        .addOption(new Option('--to <format>', 'the format to write')
        .choices(writableFormats.map(({ name }) => name))
        .default('corpus'))
        .addOption(new Option('--into <layer>', 'add the mentions to the XMI, JSON CAS or WebAnno TSV files themselves, in this layer; auto: the one that ' +
        'the model was trained from, else NamedEntity; a project of INCEpTION becomes one that begins with them').conflicts(['to', 'format', 'text']))
        .option('--feature <name>', "with --into, the layer's feature for the types (default: the model's own, else value)")
        .option('--replace', 'with --into, leave out the annotations that the layer had')
        .option('--min-score <score>', 'leave out mentions with a lower score, from 0 to 1', parseShare)
        .option('--scores', 'show the score of each mention in the text; JSON has it anyway')
        .addOption(new Option('--aggregation <strategy>', "mentions from the labels of word pieces as transformers' pipelines make them, for models that were trained without " +
        'words (default: a word has the label of its first piece)').choices(AGGREGATIONS))
        .option('--jobs <count>', 'threads of the arithmetic (default: one a core)', parsePositive)
        .addHelpText('after', `\nFormats to write:\n${listFormats(writableFormats)}\n\n${LINES_HELP}\n\nExamples:\n` +
        "  medspan predict --model runs/medspan --text 'Aspirin relieved her migraine.'\n" +
        '  medspan predict --model runs/medspan letters/ --html letters.html\n' +
        '  medspan predict --model runs/medspan letters/ -o tagged.pubtator --to pubtator\n' +
        '  cat letters.jsonl | medspan predict --model runs/medspan > tagged.jsonl\n' +
        '  medspan predict --model runs/medspan curation/ -o tagged/ --into auto\n' +
        '  medspan predict --model runs/medspan project.zip -o tagged.zip --into custom.Concept --feature value\n')
        .action(async (paths, options) => {
        const { io, progress } = context;
        if (options.into !== undefined)
            return predictIntoFiles(paths, options, options.into, context);
        if (options.feature !== undefined || options.replace === true)
            throw new MedspanError('config', 'expected --into beside --feature and --replace', {
                hint: '--into auto adds the mentions to the layer that the model was trained from.',
            });
        const source = sourceOf(paths, options, io);
        // Where results come on a terminal one after the other, a bar would stand among them.
        const isShown = io.stdout.isTTY === true && isPrinted(options);
        await sumNotices(isShown ? { ...progress, task: silent.task } : progress, summed => predict(source, options, { io, progress: summed }));
    });
}
/** Whether results go to standard output. */
const isPrinted = ({ output, html }) => output === undefined && html === undefined;
function openModel({ model, minScore, jobs, int8, aggregation }, { io, progress }) {
    return loadTagger(folderOrId(model, resolve(io.cwd, model)), {
        progress,
        minScore,
        threads: jobs,
        int8,
        aggregation,
    });
}
/** Writes the same files with the mentions in them. */
async function predictIntoFiles(paths, options, into, context) {
    const { output, feature, replace } = options;
    const { io, progress } = context;
    if (output === undefined || paths.length === 0)
        throw new MedspanError('config', 'expected files or folders, and an output, beside --into', {
            hint: 'For example: medspan predict --model runs/medspan curation/ -o tagged/ --into auto',
        });
    const tagger = await openModel(options, context);
    try {
        const found = await predictInto(paths.map(path => resolve(io.cwd, path)), {
            tagger,
            // Not resolved, which would take a slash off its end.
            output: isAbsolute(output) ? output : join(io.cwd, output),
            layer: into === 'auto' ? undefined : into,
            feature,
            replace,
            progress,
        });
        showWritten({ output, ...found }, options, io);
    }
    finally {
        await tagger.dispose();
    }
}
function showWritten(written, options, io) {
    showResult(io, options, written, `${written.output}: ${written.documents} documents, ${written.mentions} mentions`);
}
async function predict(source, options, context) {
    const { progress } = context;
    if ('lines' in source)
        keepHeapSmall();
    const tagger = await openModel(options, context);
    try {
        if ('text' in source)
            await finish(tagger.tag([documentOf('text', source.text)]), options, context);
        else if ('paths' in source)
            await finish(predictFiles(source.paths, { tagger, progress, format: options.format }), options, context);
        else {
            const { lines, format } = source;
            const task = progress.task('Tagging', undefined, 'words');
            const advance = (words) => task.advance(words);
            const work = isPrinted(options)
                ? answer(answerLines(lines, { tagger, format, advance }), context)
                : finish(tagger.tag(readLineDocuments(lines, format), { advance }), options, context);
            await work.finally(() => task.end());
        }
    }
    finally {
        await tagger.dispose();
    }
}
/** @throws MedspanError `config` unless there is one thing to tag */
function sourceOf(paths, { text, format }, { cwd, stdin }) {
    const isPiped = paths.includes(STDIN) || (paths.length === 0 && stdin !== undefined && stdin.isTTY !== true);
    if (text !== undefined && paths.length === 0)
        return { text };
    if (text === undefined && isPiped && paths.length <= 1 && stdin !== undefined)
        return { lines: stdin, format: lineFormat(format) };
    if (text === undefined && paths.length > 0 && !isPiped)
        return { paths: paths.map(path => resolve(cwd, path)) };
    const got = text !== undefined ? 'both' : paths.length === 0 ? 'neither' : 'files and - for standard input';
    throw new MedspanError('config', `expected files or --text, got ${got}`, {
        hint: "For example: medspan predict --model runs/medspan --text 'Aspirin relieved her migraine.'",
    });
}
const LINES_HELP = `Lines of standard input: each is an object {"text": ..., "id": ...}, or with --format text a text, and
is answered in its turn, by an object with the id, the text and its mentions; a line that cannot be read by {"line": 7, "error":
{"message": ...}}, and the exit code is 1 at the end.`;
function lineFormat(name = 'json') {
    const format = LINE_FORMATS.find(one => one === name);
    if (format !== undefined)
        return format;
    throw new MedspanError('config', `expected ${LINE_FORMATS.join(' or ')} for standard input, got ${name}`, {
        where: { at: '--format' },
        hint: 'Files of other formats are given by their paths.',
    });
}
/** Writes answers no faster than they are read. */
async function answer(answers, { io, progress }) {
    let [lines, errors] = [0, 0];
    async function* count() {
        for await (const { text, isError } of answers) {
            lines++;
            if (isError)
                errors++;
            yield `${text}\n`;
        }
    }
    await writePieces(io, count());
    if (errors === 0)
        return;
    progress.info(`${errors} of ${lines} lines could not be read, and are answered by an error each`);
    throw new EndedWith(1);
}
/** Prints documents, or writes them where the options say. */
async function finish(tagged, options, { io, progress }) {
    const { output, html } = options;
    let [documents, mentions] = [0, 0];
    async function* count() {
        for await (const document of tagged) {
            documents++;
            mentions += document.mentions.length;
            yield document;
        }
    }
    if (html !== undefined)
        await writePage(count(), resolve(io.cwd, html), options);
    else if (output !== undefined)
        await exportCorpus(count(), resolve(io.cwd, output), { format: options.to, progress });
    else
        return writePieces(io, options.json === true ? jsonOf(tagged) : texts(tagged, options));
    showWritten({ output: html ?? output ?? '', documents, mentions }, options, io);
}
/** Writes documents as a page to read. */
async function writePage(documents, path, { model }) {
    const page = createMentionsPage({ title: basename(path), subtitle: `Tagged with ${basename(model)}` });
    for await (const document of documents)
        page.add(document);
    await writeFileWhole(path, page.render());
}
async function* jsonOf(documents) {
    const writer = openDocuments({ notices: new Notices() });
    for await (const document of documents)
        yield writer.add(document);
    yield writer.end();
}
/** Each document as text, an empty line between them. */
async function* texts(documents, { scores }) {
    let separator = '';
    for await (const document of documents) {
        yield `${separator}${renderTagged(document, scores)}\n`;
        separator = '\n';
    }
}
/** A text with its mentions in place: `Her [migraine | T047 Disease or Syndrome] went.`, with `0.98` behind the type. */
export function renderTagged({ text, mentions }, withScores = false) {
    let rendered = '';
    let done = 0;
    for (const { begin, end, types, score } of mentions) {
        if (begin < done)
            continue;
        const shown = withScores && score !== undefined ? ` ${score.toFixed(2)}` : '';
        rendered += `${text.slice(done, begin)}[${text.slice(begin, end)} | ${types.map(namedType).join(', ')}${shown}]`;
        done = end;
    }
    return rendered + text.slice(done);
}
