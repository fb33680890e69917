/**
 * @file The tags of a CoNLL file: what each is, the scheme that all of them keep to, and the mentions that they mark.
 */
import { MedspanError } from "../errors.js";
import { bilouPrefixes, OUTSIDE, tagsToSpans } from "../text/tags.js";
import { isTag } from "./conll-layout.js";
export const outside = { tag: OUTSIDE, prefix: '', type: '' };
export class ConllTags {
    #path;
    /** Of tags, from 0. */
    #column;
    #known = new Map();
    #prefixes = new Set();
    /** `B-X` where IOB1 would write `I-X`. */
    #needlessBegins = 0;
    #anomalies = { orphans: 0, changes: 0 };
    #firstAnomaly;
    constructor(path, column) {
        this.#path = path;
        this.#column = column;
    }
    /** @throws MedspanError (`input`) for what is no tag */
    parse(text, line) {
        return text === OUTSIDE ? outside : (this.#known.get(text) ?? this.#add(text, line));
    }
    #add(text, line) {
        if (!isTag(text))
            throw new MedspanError('input', `expected a tag such as O, B-T038, I-T038 or IGN in column ${this.#column + 1}, got ${JSON.stringify(text)}`, {
                where: { path: this.#path, line },
                hint: 'say which column holds tags (columns.tags, from 1), if it is another one',
            });
        const prefix = text[1] === '-' ? text[0] : '';
        const type = prefix === '' ? '' : text.slice(2);
        const tag = {
            tag: prefix === '' ? text : `${bilouPrefixes[prefix] ?? prefix}-${type}`,
            prefix,
            type,
        };
        this.#known.set(text, tag);
        return tag;
    }
    /** The mentions of a sentence that has any; how its tags are used is counted. */
    toSpans(tags, where) {
        this.#countUsage(tags);
        const anomalies = this.#anomalies;
        const before = anomalies.orphans + anomalies.changes;
        const spans = tagsToSpans(tags.map(({ tag }) => tag), anomalies, where);
        if (anomalies.orphans + anomalies.changes > before)
            this.#firstAnomaly ??= where;
        return spans;
    }
    #countUsage(tags) {
        let before;
        for (const tag of tags) {
            if (tag.prefix !== '') {
                this.#prefixes.add(tag.prefix);
                if (tag.prefix === 'B' && before?.type !== tag.type)
                    this.#needlessBegins++;
            }
            before = tag;
        }
    }
    /** The scheme that the tags so far keep to, by the marks that only it has. */
    get scheme() {
        const has = (...names) => names.some(name => this.#prefixes.has(name));
        if (has('L', 'U'))
            return 'BILOU';
        if (has('E', 'S'))
            return 'BIOES';
        if (!has('B', 'I'))
            return 'no mentions';
        const { orphans, changes } = this.#anomalies;
        return orphans + changes > 0 && this.#needlessBegins === 0 ? 'IOB1' : 'IOB2';
    }
    /** Counts as notices what no scheme but IOB1 has. */
    addNotices(notices) {
        if (this.scheme === 'IOB1')
            return;
        const { orphans, changes } = this.#anomalies;
        const where = this.#firstAnomaly;
        if (orphans > 0)
            notices.add('tag-orphan', 'I- tags continue nothing and were read as beginnings', where, orphans);
        if (changes > 0)
            notices.add('tag-change', 'I- tags continue another type and were read as beginnings', where, changes);
    }
}
