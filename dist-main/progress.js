/**
 * @file How the library tells of long work without knowing who listens.
 *
 * A library function takes an optional `Progress`; the command line draws bars from it, a test collects it, and
 * without one the work is silent.
 */
import { Notices } from "./errors.js";
const silentTask = { advance() { }, end() { } };
/** Listens to nothing. */
export const silent = { task: () => silentTask, info() { }, notice() { } };
/**
 * Adds up what the parts of some work notice, such as each of many files, and reports it once, when the work is over or
 * has failed.
 */
export async function sumNotices(progress, work) {
    const notices = new Notices();
    try {
        return await work({ ...progress, notice: notice => notices.addAll([notice]) });
    }
    finally {
        for (const notice of notices.list())
            progress.notice(notice);
    }
}
/** The same listener, and what it is told to notice, counted. */
export function collectNotices(progress) {
    const notices = new Notices();
    return {
        notices,
        progress: {
            ...progress,
            notice(notice) {
                notices.addAll([notice]);
                progress.notice(notice);
            },
        },
    };
}
/** The same listener, told the same line or notice once only: several runs read the same corpus, and notice the same. */
export function onceOnly(progress) {
    const told = new Set();
    const isNew = (said) => {
        const key = JSON.stringify(said);
        return !told.has(key) && told.add(key) !== undefined;
    };
    return {
        ...progress,
        info: line => isNew(line) && progress.info(line),
        notice: notice => isNew(notice) && progress.notice(notice),
    };
}
