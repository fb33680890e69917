/**
 * @file From files to sources: what a configuration names, so that each document is read once and nothing else is.
 */
import { join } from 'node:path';
import { addTo, appendAll } from "../lists.js";
import { readHead } from "../text/source.js";
/** So many corpora in files are a source each, and so many folders of documents. */
const mostSingle = 20;
/** So many files that share their folder with others of their format are named one by one. */
const mostNamed = 100;
/**
 * Divides what was found into sources: projects and corpora each by itself, documents by the folders in which they lie.
 * @returns also those that no source can name, for they lie among others that it would read too
 */
export async function groupEntries(folder, entries) {
    const groups = [];
    const mixed = [];
    const byFormat = new Map();
    for (const entry of entries)
        if (entry.holds === 'project')
            groups.push(single(entry));
        else if (entry.holds !== 'nothing')
            addTo(byFormat, entry.format.name, entry);
    for (const own of byFormat.values()) {
        if (own.length === 1 || (own.length <= mostSingle && own.every(isSource))) {
            appendAll(groups, own.map(single));
            continue;
        }
        for (const { path, members } of byFolder(own)) {
            const others = entries.filter(one => isBelow(one.path, path) && !members.includes(one));
            if (others.length === 0)
                groups.push({ path, entries: members, namesFormat: false });
            else if (!(await wouldRead(folder, members[0], others)))
                groups.push({ path, entries: members, namesFormat: true });
            else if (members.length <= mostNamed)
                appendAll(groups, members.map(single));
            else
                appendAll(mixed, members);
        }
    }
    return { groups: groups.sort((a, b) => (a.path < b.path ? -1 : 1)), mixed };
}
const isSource = ({ holds, isFolder }) => holds === 'corpus' || isFolder;
const single = (entry) => ({ path: entry.path, entries: [entry], namesFormat: false });
const isBelow = (path, folder) => folder === '.' || path.startsWith(`${folder}/`);
const folderOf = (path) => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.');
/** The folders that hold some entries: a few that lie side by side, such as one a team, or the one around all. */
function byFolder(entries) {
    const common = commonFolder(entries.map(({ path }) => folderOf(path)));
    const parts = new Map();
    for (const entry of entries) {
        const [first, ...rest] = (common === '.' ? entry.path : entry.path.slice(common.length + 1)).split('/');
        addTo(parts, rest.length === 0 ? '' : first, entry);
    }
    const areApart = !parts.has('') && parts.size <= mostSingle && [...parts.values()].every(own => own.length > 1);
    if (!areApart)
        return [{ path: common, members: [...entries] }];
    return [...parts].map(([name, members]) => ({
        path: common === '.' ? name : `${common}/${name}`,
        members,
    }));
}
/** The deepest folder around some folders. */
function commonFolder(folders) {
    let common = folders[0];
    for (const folder of folders)
        while (common !== '.' && folder !== common && !isBelow(folder, common))
            common = folderOf(common);
    return common;
}
/** Whether a source that reads all files of a format in a folder would read some of these too. */
async function wouldRead(folder, { format }, others) {
    for (const { path, isFolder } of others) {
        const at = join(folder, path);
        if (isFolder || format.accepts({ path: at, isFolder, head: await readHead(at) }))
            return true;
    }
    return false;
}
