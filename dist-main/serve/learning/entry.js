/**
 * @file A model for a scope as a server has it at hand, and what it says of it.
 */
import { silent } from "../../progress.js";
import { listDocuments } from "./documents.js";
export const openEntry = async (folder, state) => ({
    folder,
    state,
    kept: await listDocuments(folder),
});
export function statusOf(entry, activity) {
    const { state, kept, progress, reason } = entry;
    const { name, project, user, current: version, history } = state;
    return {
        ...{ name, project, user, version, documents: kept.size, activity },
        ...(progress && { progress }),
        reason,
        last: history.at(-1),
    };
}
/** Keeps how far a training is with the entry. */
export function progressOf(entry) {
    return {
        ...silent,
        task(title, total) {
            let done = 0;
            const show = () => {
                entry.progress = { title, done, total };
            };
            show();
            return {
                advance(by = 1) {
                    done += by;
                    show();
                },
                end() { },
            };
        },
    };
}
