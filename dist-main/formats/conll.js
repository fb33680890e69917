/**
 * @file CoNLL: one word a line with its columns, an empty line after each sentence.
 *
 * After the CoNLL-2003 shared task (Tjong Kim Sang & De Meulder 2003) and what grew from it: two columns or more,
 * separated by tabs or by blanks; documents begin at `-DOCSTART-`, or at comments that give ids (`# id = …`,
 * `# newdoc id = …`, `###MEDLINE:…`). Which columns hold words and tags, and whether tags are IOB1, IOB2, BIOES or
 * BILOU, is found by looking, and said. The file has no text: words are joined by blanks, sentences by line breaks.
 * A file without borders of documents is one document. Other columns are left out.
 */
import { MedspanError, Notices } from "../errors.js";
import { readStretches, visitLines } from "../text/source.js";
import { OUTSIDE, tagSentences } from "../text/tags.js";
import { ConllDocuments } from "./conll-documents.js";
import { createLayout, isTag, isWordLine, splitColumns } from "./conll-layout.js";
import { ConllLines } from "./conll-lines.js";
import { ConllTags } from "./conll-tags.js";
import { noticeScores } from "./offsets.js";
/** Lines that are looked at before it is decided which columns hold what. */
const sampleLines = 2000;
/** Reads the lines that the layout was found in; the others follow. */
function begin(path, layout, sample) {
    const notices = new Notices();
    const tags = new ConllTags(path, layout.tag);
    const documents = new ConllDocuments(path, tags, notices);
    const lines = new ConllLines(path, layout, documents);
    for (const [i, line] of sample.entries())
        lines.add(line, i + 1);
    return { layout, tags, documents, lines, notices };
}
/**
 * The documents of a CoNLL file, in its order; a mention for each run of tags, `IGN` one without types.
 *
 * Counted notices: `tag-orphan`, `tag-change`, `empty-word`, `document-empty`, `document-whole`. Columns and scheme are told to
 * `options.progress.info`.
 * @throws MedspanError (`input`) with file and line for a line of another number of columns and for what is no
 *   tag; (`config`) for a column that is none.
 */
export async function readConll(path, options) {
    const sample = [];
    let reading;
    let enough = sampleLines;
    const addLine = (line, number) => {
        if (reading !== undefined)
            reading.lines.add(line, number);
        else if (sample.push(line) === enough) {
            const layout = createLayout(sample, path, options.columns);
            if (layout.columns > 0)
                reading = begin(path, layout, sample);
            else
                enough *= 2;
        }
    };
    for await (const { text, firstNumber } of readStretches(path)) {
        if (reading === undefined)
            visitLines(text, firstNumber, addLine);
        else
            reading.lines.addText(text, firstNumber);
    }
    reading ??= begin(path, createLayout(sample, path, options.columns), sample);
    const { layout, tags, documents, notices } = reading;
    const found = documents.finish();
    for (const notice of notices.list())
        options.progress.notice(notice);
    if (layout.columns > 0)
        options.progress.info(`${path}: CoNLL of ${layout.columns} columns, words in column ${layout.token + 1}, tags in column ` +
            `${layout.tag + 1} (${tags.scheme})`);
    return found;
}
function* formatConll(corpus, { tags, notices }) {
    const flat = (value, what, where) => {
        const safe = value.replace(/[\t\r\n]+/g, ' ').replace(/^-DOCSTART-/, '_DOCSTART-');
        if (safe !== value)
            notices.add('text-flattened', `${what} hold tabs or line breaks, which became blanks`, where);
        return safe;
    };
    for (const document of corpus) {
        const where = { path: document.source ?? '', at: document.id };
        const lines = [`-DOCSTART- (${flat(document.id, 'ids', where)})\t${OUTSIDE}\n`];
        if (document.mentions.some(mention => mention.concepts.length > 0))
            notices.add('concept-dropped', 'concepts of documents cannot be written as tags', where);
        noticeScores(document, notices, where);
        for (const sentence of tagSentences(document, tags, notices))
            lines.push(sentence.words
                .map((word, i) => `${flat(word, 'words', where)}\t${flat(sentence.tags[i], 'types', where)}\n`)
                .join(''));
        yield `${lines.join('\n')}\n`;
    }
}
/** CoNLL files, such as those of CoNLL-2003, BLURB's corpora and JNLPBA. */
export const conllFormat = {
    name: 'conll',
    description: 'CoNLL: a word and its tag a line, 2 columns or more (IOB1, IOB2, BIOES, BILOU)',
    accepts({ path, isFolder, head }) {
        if (isFolder)
            return false;
        const lines = new TextDecoder()
            .decode(head)
            .replace(/^\uFEFF/, '')
            .split(/\r?\n/);
        // The last line may be cut.
        if (head.length >= 4096)
            lines.pop();
        return looksLikeConll(lines, /\.(?:conll|iob[12]?|bio[12]?|bioes|bilou)$/i.test(path));
    },
    read: readConll,
    writer: { holds: 'corpus', extension: '.conll', format: formatConll },
};
/** Whether lines are words with tags; where only `O` occurs, there must be more to say so. */
function looksLikeConll(lines, isNamedSo) {
    if (lines.some(line => line.includes('\u0000')) || /^#FORMAT=WebAnno/.test(lines[0] ?? ''))
        return false;
    const hasDocument = lines.some(line => line.startsWith('-DOCSTART-'));
    try {
        const layout = createLayout(lines, '');
        if (layout.columns === 0)
            return hasDocument;
        let words = 0;
        let mentions = 0;
        for (const line of lines) {
            if (line.trim() === '' || (/^[-#]/.test(line) && !isWordLine(line, layout)))
                continue;
            const fields = splitColumns(line, layout.byTab);
            if (fields.length !== layout.columns || !isTag(fields[layout.tag]))
                return false;
            words++;
            if (fields[layout.tag] !== OUTSIDE)
                mentions++;
        }
        // A line alone, of words between blanks, is prose about B-cells.
        const isTable = words > 1 || layout.byTab || layout.columns === 2;
        return hasDocument || isNamedSo || words >= 3 || (mentions > 0 && isTable);
    }
    catch (error) {
        if (error instanceof MedspanError)
            return false;
        throw error;
    }
}
