/**
 * @file WebAnno TSV 2 and 3.0 to 3.3, the tabular format of WebAnno and INCEpTION, as a CAS: text, words, spans, slots,
 * relations and chains.
 *
 * After "WebAnno TSV 3.3 File format" (INCEpTION User Guide, appendix B) and the pairs of TSV and XMI that INCEpTION
 * is tested with. A unit is a token (`1-2`) or a part of one (`1-2.1`), its offsets count UTF-16 code units; a cell
 * holds the annotations over a unit, stacked with `|`, and a number in brackets joins what belongs together across
 * units. The format keeps no characters between sentences: line breaks stand for them, so that offsets stay true.
 */
import { MedspanError, Notices } from "../../errors.js";
import { checkTextLength } from "../../text/document.js";
import { readText } from "../../text/source.js";
import { toDocuments } from "../concepts.js";
import { readCas } from "../document.js";
import { checkStructureCount } from "../structure-table.js";
import { TsvCasBuilder } from "./builder.js";
import { unescapeTsvText } from "./escapes.js";
import { readTsvHeader } from "./header.js";
import { placeSentence, readRow } from "./sentence.js";
import { isWebannoTsv2, readTsv2 } from "./version2.js";
import { webannoTsvWriter } from "./writer.js";
/** True where the beginning of a file is that of a WebAnno TSV file. */
export function isWebannoTsv(head) {
    const start = Buffer.from(head.subarray(0, 64)).toString('latin1');
    return /^(?:\u00ef\u00bb\u00bf)?#FORMAT=WebAnno TSV 3/.test(start) || isWebannoTsv2(head);
}
/**
 * Parses a document.
 *
 * @param notices counts `tsv-reference`: ends of relations and targets of slots that are not in the file
 * @throws MedspanError `input` with file and line where a line is against the format or contradicts the text
 */
export function parseWebannoTsv(content, path, notices = new Notices()) {
    const lines = linesOf(content, path);
    if (isWebannoTsv2(Buffer.from(content.slice(0, 4096)))) {
        const { header, sentences } = readTsv2(lines, path);
        const builder = new TsvCasBuilder(header, path, notices);
        for (const { begin, text, rows } of sentences)
            builder.addSentence(begin, begin + text.length, undefined, rows);
        return builder.finish(sentences.map(one => one.text).join('\n'));
    }
    const first = lines.findIndex(line => line !== '' && !/^#(?:FORMAT|T_)/.test(line));
    const header = readTsvHeader(lines.slice(0, first < 0 ? lines.length : first), path);
    const body = new BodyReader(header, new TsvCasBuilder(header, path, notices), content.length);
    if (first >= 0)
        for (let i = first; i < lines.length; i++)
            body.add(lines[i], { path, line: i + 1, column: 1 });
    return body.finish({ path, line: lines.length, column: 1 });
}
/** Reads the lines below the header of WebAnno TSV 3: sentences with the text and the rows of each. */
class BodyReader {
    #header;
    #builder;
    /** White space between sentences is a number in the file: what it amounts to stays below the file's own size. */
    #gaps;
    #text = '';
    #sentenceId;
    /** The lines of the sentence's text, before its rows. */
    #textLines = [];
    #rows = [];
    constructor(header, builder, fileLength) {
        this.#header = header;
        this.#builder = builder;
        this.#gaps = 1000 + fileLength;
    }
    add(line, where) {
        if (line !== '' && !line.startsWith('#')) {
            checkStructureCount(this.#rows.length, where);
            this.#rows.push(readRow(line, this.#header.layers, where));
            return;
        }
        this.#endSentence();
        if (line.startsWith('#Text='))
            this.#textLines.push(line.slice(6));
        else if (line.startsWith('#Sentence.id='))
            this.#sentenceId = unescapeTsvText(line.slice(13));
    }
    #endSentence() {
        const rows = this.#rows;
        if (rows.length === 0)
            return;
        const before = this.#text.length;
        const { begin, text } = placeSentence(this.#textLines, rows, before, this.#header.version, this.#gaps);
        this.#gaps -= begin - before;
        checkTextLength(begin + text.length, rows[0].where);
        this.#text = this.#text.padEnd(begin, '\n') + text;
        this.#builder.addSentence(begin, this.#text.length, this.#sentenceId, rows);
        this.#sentenceId = undefined;
        this.#textLines = [];
        this.#rows = [];
    }
    /** @param end the last line, for the error of a file that ends too early */
    finish(end) {
        this.#endSentence();
        if (this.#text === '' || this.#textLines.length > 0)
            throw new MedspanError('input', 'the file ends too early: no line with a word follows', {
                where: end,
                hint: 'the file is truncated or empty; export it again',
            });
        return this.#builder.finish(this.#text);
    }
}
/** The lines of a file, when they are no more than a document may have characters: even empty ones take memory. */
function linesOf(content, path) {
    let count = 0;
    for (let at = content.indexOf('\n'); at >= 0; at = content.indexOf('\n', at + 1))
        checkTextLength(++count, { path, line: count });
    return content.replace(/^\ufeff/, '').split(/\r?\n/);
}
/** One WebAnno TSV file. */
export const webannoTsvFormat = {
    name: 'webanno-tsv',
    description: 'WebAnno TSV 3.x or 2 (INCEpTION, WebAnno)',
    accepts: ({ isFolder, head }) => !isFolder && isWebannoTsv(head),
    async read(path, { concept, segment, countsLinguistic, progress, onConcepts }) {
        const notices = new Notices();
        const cas = parseWebannoTsv(await readText(path), path, notices);
        const reading = readCas(cas, path, notices, { segment, layer: concept?.layer, countsLinguistic });
        for (const notice of notices.list())
            progress.notice(notice);
        return toDocuments([reading], concept, path, progress, onConcepts);
    },
    writer: webannoTsvWriter,
};
