/**
 * @file The label list: which tags a model chooses between, and their numbers; and what becomes of a mention whose
 * types are not in it.
 *
 * A mention of a type below one of the list is one of that type too (the semantic network's links are `isa`), so by
 * default it gets the nearest ancestor as its label. That is how MedMentions ST21pv was made from the full corpus
 * (Mohan and Li 2019), and to call such words `O` would teach a model that a disease is no biologic function.
 */
import { depthOf, groupOf, namedType, nearestAncestor, ST21PV, semanticGroups, semanticTypes, typeName, } from "../concepts/semantic-network.js";
import { MedspanError } from "../errors.js";
import { renderColumns } from "../text/columns.js";
import { IGNORED_TYPE } from "../text/document.js";
import { OUTSIDE } from "../text/tags.js";
/** The class of every mention, where all are of one. */
export const ONE_CLASS = 'Concept';
/**
 * The label list of some types.
 *
 * @throws MedspanError (`data`) for no type at all, (`config`) for one that cannot be a type.
 */
export function createLabelSet(types) {
    const sorted = [...new Set(types)].sort();
    if (sorted.length === 0)
        throw new MedspanError('data', 'a label list of one: there is no type to learn, only O', {
            hint: 'link the concepts to semantic types (corpus.link), give them labels of your own (labels.map), or take all mentions as one class (labels.types: one)',
        });
    for (const type of sorted)
        if (type === IGNORED_TYPE || type === OUTSIDE || !/^\S+$/u.test(type))
            throw new MedspanError('config', `expected the name of a type, got ${JSON.stringify(type)}`, {
                where: { at: 'labels.types' },
                hint: `a type has no white space, and ${IGNORED_TYPE} and ${OUTSIDE} have a meaning of their own`,
            });
    return labelSetOf(sorted);
}
/** The same of types that need not be written as tags, whatever they are called. */
export function labelSetOf(types) {
    const sorted = [...new Set(types)].sort();
    const labels = [OUTSIDE, ...sorted.flatMap(type => [`B-${type}`, `I-${type}`])];
    const ids = new Map(labels.map((label, i) => [label, i]));
    return { types: sorted, labels, id: tag => ids.get(tag) };
}
/** The types of a list that does not depend on the training part; undefined for `all`. */
export function listedTypes(setting) {
    if (setting === 'all')
        return undefined;
    if (setting === 'st21pv')
        return ST21PV;
    if (setting === 'groups')
        return semanticGroups.map(group => group.abbreviation);
    if (setting === 'one')
        return [ONE_CLASS];
    if (setting === 'full')
        return semanticTypes.map(type => type.tui);
    return setting;
}
/**
 * Decides the label list of a training corpus. With `all` it has each mention's first type, or its most specific one
 * where that labels it.
 *
 * @throws MedspanError (`data`) when there is no type, and when no mention would get one of the listed labels.
 */
export function decideLabels(train, settings) {
    const listed = listedTypes(settings.types);
    const typed = function* () {
        for (const { mentions } of train)
            for (const { types } of mentions)
                if (types.length > 0)
                    yield types;
    };
    if (listed === undefined) {
        const found = new Set();
        for (const types of typed())
            found.add(settings.concept_type === 'most-specific' ? mostSpecific(types) : types[0]);
        return createLabelSet(found);
    }
    const labels = createLabelSet(listed);
    const policy = createLabelPolicy(labels, settings);
    const every = new Set();
    for (const types of typed()) {
        const { how } = policy.decide(types);
        if (how === 'itself' || how === 'ancestor' || how === 'group')
            return labels;
        for (const type of types)
            every.add(type);
    }
    throw new MedspanError('data', `none of the types ${list(labels.types)} occurs in the training documents`, {
        where: { at: 'labels.types' },
        hint: every.size === 0 ? 'their mentions have no types yet: link them' : `they have ${list([...every])}`,
    });
}
function list(types) {
    const sorted = [...types].sort();
    return sorted.length > 24
        ? `${sorted.slice(0, 24).join(', ')} and ${sorted.length - 24} more`
        : sorted.join(', ');
}
/** The type deepest in the semantic network; a corpus' own class counts as less deep than any. */
function mostSpecific(types) {
    const depth = (type) => depthOf(type) ?? -1;
    return types.reduce((best, type) => (depth(type) > depth(best) ? type : best));
}
/**
 * How mentions get their labels.
 *
 * With a list, `outside` is `O`: its types are all that is asked for. With `all`, every type is asked for, and what
 * training has not seen stays in the gold tags as it is, so that scores count it as missed; in the loss it does not
 * count, because it has no number.
 */
export function createLabelPolicy(labelSet, settings) {
    const known = new Set(labelSet.types);
    const { types: setting, unseen, without_ancestor: withoutAncestor, concept_type: conceptType } = settings;
    const groups = setting === 'groups' || (typeof setting === 'object' && unseen === 'nearest-ancestor');
    /** The label that a type has by itself, by an ancestor or by its group. */
    const find = (type) => {
        if (known.has(type))
            return { type, label: type, how: 'itself' };
        if (unseen === 'nearest-ancestor') {
            const ancestor = nearestAncestor(type, known);
            if (ancestor !== undefined)
                return { type, label: ancestor, how: 'ancestor' };
        }
        const group = groups ? groupOf(type)?.abbreviation : undefined;
        return group !== undefined && known.has(group) ? { type, label: group, how: 'group' } : undefined;
    };
    const withoutLabel = (type) => {
        const fate = unseen === 'nearest-ancestor' ? withoutAncestor : unseen;
        if (fate === 'ignore')
            return { type, label: IGNORED_TYPE, how: 'ignored' };
        return setting === 'all'
            ? { type, label: type, how: 'missed' }
            : { type, label: undefined, how: 'outside' };
    };
    const choose = (types) => {
        if (conceptType !== 'in-label-set') {
            const type = conceptType === 'first' ? types[0] : mostSpecific(types);
            return find(type) ?? withoutLabel(type);
        }
        const found = types.flatMap(type => find(type) ?? []);
        const direct = found.find(({ how }) => how === 'itself' || setting === 'groups');
        return direct ?? found[0] ?? withoutLabel(types[0]);
    };
    // Few combinations of types occur.
    const decisions = new Map();
    const rows = new Map();
    const decide = (types) => {
        const key = types.join('\u0000');
        let decision = decisions.get(key);
        if (decision === undefined) {
            decision = choose(types);
            decisions.set(key, decision);
        }
        return decision;
    };
    return {
        labelSet,
        decide,
        label(types) {
            const decision = decide(types);
            const { type, label, how } = decision;
            if (unseen === 'error' && (how === 'outside' || how === 'missed'))
                throw new MedspanError('data', `expected a type of the label list, got ${types.map(namedType).join(', ')}`, {
                    hint: 'set labels.unseen to nearest-ancestor, outside or ignore, or add the type to labels.types; ' +
                        `the list has ${list(labelSet.types)}`,
                });
            const key = `${type}\u0000${label ?? ''}`;
            const row = rows.get(key);
            if (row === undefined)
                rows.set(key, { decision, mentions: 1 });
            else
                row.mentions++;
            return label;
        },
        mapping: () => sortMapping([...rows.values()].map(({ decision, mentions }) => ({
            ...decision,
            name: typeName(decision.type),
            mentions,
        }))),
    };
}
function sortMapping(rows) {
    return rows.sort((a, b) => b.mentions - a.mentions || (a.type < b.type ? -1 : 1));
}
/** Adds up the mappings of several parts. */
export function mergeMappings(mappings) {
    const rows = new Map();
    for (const mapping of mappings)
        for (const row of mapping) {
            const key = `${row.type}\u0000${row.label ?? ''}`;
            rows.set(key, { ...row, mentions: row.mentions + (rows.get(key)?.mentions ?? 0) });
        }
    return sortMapping([...rows.values()]);
}
const reasons = {
    itself: 'itself',
    ancestor: 'nearest ancestor',
    group: 'its group',
    outside: 'no label for it',
    ignored: 'no label for it, does not count',
    missed: 'not in training, counts as missed',
};
/**
 * A mapping as a table: a line for each type that has another label or none, and one over all others. Ends without
 * a line break; lines end without blanks.
 */
export function renderMapping(rows) {
    const count = (some) => {
        const mentions = some.reduce((sum, row) => sum + row.mentions, 0);
        const plural = (number, what) => `${number} ${what}${number === 1 ? '' : 's'}`;
        return `${plural(some.length, 'type')} (${plural(mentions, 'mention')})`;
    };
    const same = rows.filter(({ how }) => how === 'itself');
    const others = rows.filter(({ how }) => how !== 'itself');
    if (others.length === 0)
        return `labels: ${count(same)} are labels themselves`;
    const cells = [
        ['type', 'name', 'mentions', 'label', 'name', 'why'],
        ...others.map(({ type, name, mentions, label, how }) => [
            type,
            name ?? '',
            String(mentions),
            label ?? OUTSIDE,
            label === undefined || label === type ? '' : (typeName(label) ?? ''),
            reasons[how],
        ]),
    ];
    return [
        `labels: ${count(same)} are labels themselves, ${count(others)} are not:`,
        renderColumns(cells, { isRight: column => column === 2 }),
    ].join('\n');
}
