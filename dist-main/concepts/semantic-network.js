/**
 * @file The UMLS Semantic Network: its 127 types as two trees under `isa`, and the 15 semantic groups over them.
 *
 * The parent of a type is the one whose tree number is its own without the last segment; two steps have no dot:
 * `A1` to `A` and `B2` to `B` (UMLS Reference Manual, chapter 5). Types are named by their TUIs.
 */
import { semanticGroupRows, semanticTypeRows } from "./semantic-network-table.js";
/** The tree number one step up; undefined for a root. */
function treeNumberAbove(treeNumber) {
    if (treeNumber.length === 1)
        return undefined;
    const dot = treeNumber.lastIndexOf('.');
    return dot < 0 ? treeNumber.slice(0, 1) : treeNumber.slice(0, dot);
}
const rowsOf = (table) => table
    .trim()
    .split('\n')
    .map(row => row.split('|'));
/** All types, by TUI. */
export const semanticTypes = (() => {
    const rows = rowsOf(semanticTypeRows);
    const byTreeNumber = new Map(rows.map(([tui, , , treeNumber]) => [treeNumber, tui]));
    return rows.map(([tui, abbreviation, name, treeNumber, group]) => {
        const above = treeNumberAbove(treeNumber);
        let depth = 0;
        for (let one = above; one !== undefined; one = treeNumberAbove(one))
            depth++;
        return {
            tui: tui,
            abbreviation: abbreviation,
            name: name,
            treeNumber: treeNumber,
            parent: above === undefined ? undefined : byTreeNumber.get(above),
            group: group,
            depth,
        };
    });
})();
const byTui = new Map(semanticTypes.map(type => [type.tui, type]));
/** All groups, by abbreviation. */
export const semanticGroups = rowsOf(semanticGroupRows).map(([abbreviation, name]) => ({
    abbreviation: abbreviation,
    name: name,
    types: semanticTypes.filter(type => type.group === abbreviation).map(type => type.tui),
}));
const byAbbreviation = new Map(semanticGroups.map(group => [group.abbreviation, group]));
/**
 * The 21 types of MedMentions ST21pv, which cover what helps to find documents (Mohan and Li 2019, "MedMentions: A
 * Large Biomedical Corpus Annotated with UMLS Concepts", section 3.2). No one of them lies under another.
 */
export const ST21PV = 'T005 T007 T017 T022 T031 T033 T037 T038 T058 T062 T074 T082 T091 T092 T097 T098 T103 T168 T170 T201 T204'.split(' ');
/** A type by its TUI; undefined for what is no type of the network. */
export function semanticType(tui) {
    return byTui.get(tui);
}
/** The group of a type; undefined for what is no type of the network. */
export function groupOf(tui) {
    const type = byTui.get(tui);
    return type === undefined ? undefined : byAbbreviation.get(type.group);
}
/** A group by its abbreviation (`DISO`); undefined for what is none. */
export function semanticGroup(abbreviation) {
    return byAbbreviation.get(abbreviation);
}
/** The TUI of the parent; undefined for a root and for what is no type of the network. */
export function parentOf(tui) {
    return byTui.get(tui)?.parent;
}
/** The TUIs of all ancestors, the parent first and the root last; none for what is no type of the network. */
export function ancestorsOf(tui) {
    const ancestors = [];
    for (let one = parentOf(tui); one !== undefined; one = parentOf(one))
        ancestors.push(one);
    return ancestors;
}
/** Whether `tui` is a kind of `ancestor`, and not the same. */
export function isAncestor(ancestor, tui) {
    return ancestorsOf(tui).includes(ancestor);
}
/** Steps from the root: 0 for a root; undefined for what is no type of the network. */
export function depthOf(tui) {
    return byTui.get(tui)?.depth;
}
/** The first ancestor that is among `types`; the type itself is not looked for. */
export function nearestAncestor(tui, types) {
    for (let one = parentOf(tui); one !== undefined; one = parentOf(one))
        if (types.has(one))
            return one;
    return undefined;
}
/** What people call a type: its name, or a group's for the abbreviation of one; undefined for a corpus' own class. */
export function typeName(type) {
    return byTui.get(type)?.name ?? byAbbreviation.get(type)?.name;
}
/** A type as people are shown it: `T047 Disease or Syndrome`; a corpus' own class stays as it is. */
export function namedType(type) {
    const name = typeName(type);
    return name === undefined ? type : `${type} ${name}`;
}
