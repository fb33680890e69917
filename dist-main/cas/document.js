/**
 * @file From a CAS to a document: its text, its sentences and words, and the annotations that may be mentions.
 *
 * Sentences and words are DKPro Core's `Sentence` and `Token`, which INCEpTION writes; where a CAS lacks them,
 * the project's own segmentation stands in. Annotated borders that do not fit a document's rules (words do not
 * overlap and do not cross a sentence's border) are adjusted, and how often is told.
 */
import { basename, dirname, extname } from 'node:path';
import { MedspanError } from "../errors.js";
import { bySpan, checkTextLength } from "../text/document.js";
import { spanOf } from "../text/spans.js";
import { segment } from "../text/words.js";
import { countTypes, mainView } from "./cas.js";
import { isLinguistic, META_DATA, SENTENCE, TAGSET, TOKEN } from "./dkpro.js";
import { TextReader } from "./texts.js";
import { DOCUMENT_ANNOTATION } from "./typesystem.js";
/** Words' parts of speech, lemmas and syntax are most of a large document, and nothing in it needs them. */
function isRead(type) {
    return (type === SENTENCE ||
        type === TOKEN ||
        type.startsWith(META_DATA) ||
        type === DOCUMENT_ANNOTATION ||
        !isLinguistic(type));
}
/** The view that a document is read from, with the annotations that are read. */
export function documentView(cas, layer) {
    return mainView(cas, type => isRead(type) || type === layer || type.endsWith(`.${layer}`));
}
/**
 * Reads a document out of a CAS.
 *
 * @throws MedspanError `input` where no view has a text
 */
export function readCas(cas, source, notices, options = {}) {
    const main = documentView(cas, options.layer);
    if (main === undefined)
        throw new MedspanError('input', 'the CAS has no view with a text, so there is nothing to read', {
            where: cas.sofas[0]?.where ?? { path: source },
            hint: 'export the document with its text; data that a CAS only points to is not fetched',
        });
    const texts = cas.sofas.filter(sofa => sofa.text !== undefined);
    if (texts.length > 1)
        notices.addKind('cas-views', 'a CAS has several texts, of which one view is read', main.sofa.name, {
            path: source,
        });
    const text = main.sofa.text;
    checkTextLength(text.length, main.sofa.where ?? { path: source });
    return {
        id: options.id ?? documentId(cas, main.annotations) ?? fileId(source),
        text,
        ...readBorders(text, main.annotations, source, notices, segmentOf(cas, main.annotations, options)),
        source,
        typeSystem: cas.typeSystem,
        annotations: readAnnotations(cas, main.annotations, source),
        linguistic: options.countsLinguistic === true ? countLinguistic(cas, main.view) : undefined,
    };
}
function countLinguistic(cas, view) {
    const counts = countTypes(cas, view);
    for (const type of counts.keys())
        if (!isLinguistic(type) ||
            type === SENTENCE ||
            type === TOKEN ||
            type === TAGSET ||
            cas.typeSystem.isSubtype(type, DOCUMENT_ANNOTATION))
            counts.delete(type);
    return counts;
}
function readAnnotations(cas, annotations, source) {
    const texts = new TextReader(cas, { path: source });
    const read = [];
    for (const annotation of annotations) {
        const { type, begin, end } = annotation;
        if (isLinguistic(type) && texts.featuresOf(type).texts.length === 0)
            continue;
        read.push({ type, begin, end, values: texts.read(annotation.structure) });
    }
    return read;
}
/** Finds sentences and words by the language that the CAS says of its text. */
function segmentOf({ typeSystem }, annotations, options) {
    const find = options.segment ?? segment;
    const languages = annotations
        .filter(({ type }) => typeSystem.isSubtype(type, DOCUMENT_ANNOTATION))
        .map(({ structure }) => structure.features.get('language'));
    const language = languages.find(one => typeof one === 'string' && one !== 'x-unspecified');
    return text => find(text, typeof language === 'string' ? language : undefined);
}
function documentId(cas, annotations) {
    for (const annotation of annotations) {
        if (!cas.typeSystem.isSubtype(annotation.type, META_DATA))
            continue;
        const { structure } = annotation;
        for (const name of ['documentId', 'documentTitle']) {
            const value = structure.features.get(name);
            if (typeof value === 'string' && value.trim() !== '')
                return value.trim();
        }
    }
    return undefined;
}
/**
 * The name of a file, or of an entry `archive.zip!name`, without its extension; where that only says who
 * annotated, the name of the folder or archive around it.
 */
export function fileId(source) {
    const parts = source.split('!');
    const inside = parts.at(-1);
    const name = basename(inside, extname(inside));
    if (name !== 'CURATION_USER' && name !== 'INITIAL_CAS')
        return name;
    const folder = basename(dirname(inside));
    if (folder !== '.' && folder !== '')
        return folder;
    const archive = parts.at(-2);
    return archive === undefined ? name : basename(archive, extname(archive));
}
function readBorders(text, annotations, source, notices, segment) {
    const spansOf = (type) => annotations
        .filter(one => one.type === type)
        .map(({ begin, end }) => spanOf(begin, end))
        .sort(bySpan);
    const own = { sentences: spansOf(SENTENCE), tokens: spansOf(TOKEN) };
    if (own.sentences.length === 0 && own.tokens.length === 0)
        return segment(text);
    const note = (code, message, count) => {
        if (count > 0)
            notices.add(code, message, { path: source }, count);
    };
    const tokens = separate(own.tokens);
    note('cas-token-overlap', 'an annotated word was empty or overlapped another and was cut', tokens.changed);
    if (own.sentences.length === 0) {
        // The words are the annotators', the sentences are ours: ours give way.
        const sentences = joinAcross(segment(text).sentences, tokens.spans);
        const { added } = fitTokens(tokens.spans, sentences);
        return { sentences: [...sentences, ...added].sort(bySpan), tokens: tokens.spans };
    }
    const sentences = separate(own.sentences);
    note('cas-sentence-overlap', 'an annotated sentence was empty or overlapped another and was cut', sentences.changed);
    if (own.tokens.length === 0)
        return {
            sentences: sentences.spans,
            tokens: sentences.spans.flatMap(sentence => segment(text.slice(sentence.begin, sentence.end)).tokens.map(({ begin, end }) => ({
                begin: sentence.begin + begin,
                end: sentence.begin + end,
            }))),
        };
    const fitted = fitTokens(tokens.spans, sentences.spans);
    note('cas-token-crosses-sentence', "an annotated word crossed a sentence's border and was cut", fitted.cut);
    note('cas-token-outside-sentence', 'annotated words outside any sentence became one', fitted.added.length);
    return { sentences: [...sentences.spans, ...fitted.added].sort(bySpan), tokens: fitted.tokens };
}
/** Sorted spans without the empty ones, each cut to begin where the one before it ends. */
function separate(spans) {
    const kept = [];
    let changed = 0;
    let reached = 0;
    for (const span of spans) {
        const begin = Math.max(span.begin, reached);
        if (begin !== span.begin || span.end <= begin)
            changed += 1;
        if (span.end <= begin)
            continue;
        kept.push(begin === span.begin ? span : spanOf(begin, span.end));
        reached = span.end;
    }
    return { spans: kept, changed };
}
/** Joins neighbouring sentences where a word lies across the border between them. */
function joinAcross(sentences, tokens) {
    const joined = [];
    let at = 0;
    for (const sentence of sentences) {
        while (at < tokens.length && tokens[at].end <= sentence.begin)
            at += 1;
        const token = tokens[at];
        const last = joined.at(-1);
        const begin = token !== undefined && token.begin < sentence.begin ? token.begin : sentence.begin;
        if (last !== undefined && begin < last.end)
            joined[joined.length - 1] = { begin: last.begin, end: sentence.end };
        else
            joined.push({ begin, end: sentence.end });
        let end = sentence.end;
        for (let i = at; i < tokens.length && tokens[i].begin < end; i++)
            end = Math.max(end, tokens[i].end);
        joined[joined.length - 1] = { begin: joined.at(-1).begin, end: Math.max(joined.at(-1).end, end) };
    }
    return joined;
}
/** Cuts words at sentences' borders, and makes a sentence of each run of words that none covers. */
function fitTokens(tokens, sentences) {
    const borders = sentences.flatMap(({ begin, end }) => [begin, end]);
    const fitted = [];
    const added = [];
    let cut = 0;
    let at = 0;
    let gap = -1;
    for (const token of tokens) {
        let { begin } = token;
        while (at < borders.length && borders[at] <= begin)
            at += 1;
        if (at % 2 === 1 && borders[at] >= token.end) {
            fitted.push(token);
            continue;
        }
        const pieces = [];
        for (let i = at; i < borders.length && borders[i] < token.end; i++) {
            if (borders[i] === begin)
                continue;
            pieces.push({ begin, end: borders[i] });
            begin = borders[i];
        }
        pieces.push({ begin, end: token.end });
        if (pieces.length > 1)
            cut += 1;
        for (const piece of pieces) {
            fitted.push(piece);
            while (at < borders.length && borders[at] <= piece.begin)
                at += 1;
            // An even number of borders passed: outside every sentence, in the gap before border `at`.
            if (at % 2 === 1)
                continue;
            const last = added.at(-1);
            if (last !== undefined && gap === at)
                added[added.length - 1] = { begin: last.begin, end: piece.end };
            else
                added.push({ ...piece });
            gap = at;
        }
    }
    return { tokens: fitted, added, cut };
}
