/**
 * @file Documents with their mentions marked, as one page: a legend of the types, by which marks can be left out, and each text. Without
 * scripts all is there but that choice.
 */
import { namedType, typeName } from "../../concepts/semantic-network.js";
import { MedspanError } from "../../errors.js";
import { renderFrame } from "./document.js";
import { html } from "./html.js";
import { count } from "./scores.js";
/** What a page holds, so that a browser opens it in a second or two. */
export const pageLimits = { characters: 2_000_000, mentions: 20_000 };
/** Colours there are, `--category-1` and on in the stylesheet. */
const COLOURS = 8;
/**
 * @param head.title such as the name of the page's file
 * @param head.subtitle one line: by what was tagged
 */
export function createMentionsPage(head) {
    const types = new Map();
    const sections = [];
    let [characters, mentions] = [0, 0];
    const numberOf = (type, seen) => {
        const known = types.get(type) ?? { type, number: types.size + 1, mentions: 0, documents: 0 };
        types.set(type, known);
        known.mentions += 1;
        if (!seen.has(type))
            known.documents += 1;
        seen.add(type);
        return known.number;
    };
    return {
        add({ id, text, mentions: found }) {
            characters += text.length;
            mentions += found.length;
            if (characters > pageLimits.characters || mentions > pageLimits.mentions)
                throw new MedspanError('output', `expected documents of at most ${count(pageLimits.characters)} characters and ${count(pageLimits.mentions)} mentions for one page, got more`, {
                    where: { path: head.title, at: id },
                    hint: 'Make a page of some of the documents, or write all of them with --output.',
                });
            const seen = new Set();
            const kept = withoutOverlaps(found);
            const marked = markText(text, kept, type => numberOf(type, seen));
            const left = found.length - kept.length;
            sections.push({
                id: `document-${sections.length + 1}`,
                title: html `<bdi>${id}</bdi>`,
                body: html `<p class="note">${plural(found.length, 'mention')}${left > 0 && `, of which ${left} overlap others and are not marked`}</p>
${marked.map(block => html `<div class="text marked" dir="auto">${block}</div>\n`)}`,
            });
        },
        render() {
            const all = `${plural(sections.length, 'document')}, ${plural(mentions, 'mention')}`;
            return renderFrame({
                title: head.title,
                subtitle: `${head.subtitle} · ${all}`,
                sections: [{ id: 'types', title: 'Types', body: legend([...types.values()]) }, ...sections],
                footer: 'Written by medspan. Mentions are predictions of a model, and may be wrong.',
                scripts: ['page.js', 'mentions.js'],
            });
        },
    };
}
function plural(number, noun) {
    return `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
}
/** Mentions in order, of overlapping ones the first. */
function withoutOverlaps(mentions) {
    let done = 0;
    return mentions
        .toSorted((a, b) => a.begin - b.begin || b.end - a.end)
        .filter(({ begin, end }) => {
        const stays = begin >= done;
        if (stays)
            done = end;
        return stays;
    });
}
/** Characters after which a new block begins with the next line: a browser lays out those that are seen. */
const BLOCK = 4000;
/** A text with its mentions in place, in blocks of lines. */
function markText(text, mentions, numberOf) {
    const blocks = [];
    let block = [];
    let [begin, done] = [0, 0];
    const addText = (end) => {
        for (;;) {
            const from = Math.max(done, begin + BLOCK);
            const line = from < end ? text.slice(from, end).indexOf('\n') : -1;
            if (line < 0)
                break;
            block.push(lines(text.slice(done, from + line)));
            blocks.push(block);
            block = [];
            begin = done = from + line + 1;
        }
        block.push(lines(text.slice(done, end)));
    };
    for (const mention of mentions) {
        addText(mention.begin);
        const number = numberOf(typeOf(mention));
        const said = `${mention.types.map(namedType).join(', ') || 'mention'}${mention.score === undefined ? '' : `, score ${mention.score.toFixed(2)}`}`;
        block.push(html `<mark class="${colour(number)}" data-type="${number}" title="${said}">${lines(text.slice(mention.begin, mention.end))}<span class="spoken"> (${said})</span>${mention.types.length > 0 &&
            html `<bdi class="chip category" aria-hidden="true">${mention.types.join(', ')}</bdi>`}</mark>`);
        done = mention.end;
    }
    addText(text.length);
    return [...blocks, block];
}
/** The type that a mention is counted as. */
const typeOf = ({ types: [first = ''] }) => first;
/** Lines as HTML ends them: in a text they may end as Windows' do. */
const lines = (text) => text.replace(/\r\n?/g, '\n');
const colour = (number) => `category-${((number - 1) % COLOURS) + 1}`;
/** The types, the most frequent first, with boxes that a script listens to. */
function legend(types) {
    if (types.length === 0)
        return html `<p class="lead">No mentions were found.</p>`;
    const rows = types.toSorted((a, b) => b.mentions - a.mentions || a.number - b.number);
    return html `<form id="legend" aria-label="Types that are marked"><div class="row">${rows.map(({ type, number, mentions, documents }) => {
        const name = typeName(type);
        return html `<label class="kind ${colour(number)}" title="${plural(mentions, 'mention')} in ${plural(documents, 'document')}"><input class="scripted" type="checkbox" value="${number}" checked> <bdi class="chip category">${type === '' ? 'without a type' : type}</bdi> ${name !== undefined && name !== type && html `<span>${name}</span> `}<span class="tally">${count(mentions)}</span></label>\n`;
    })}</div>
<div class="row scripted"><button type="button" value="all">All</button><button type="button" value="none">None</button><span id="shown" role="status"></span></div></form>`;
}
