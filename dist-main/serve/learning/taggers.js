/**
 * @file Taggers that are loaded when they are needed, a bounded number at a time: the one that has not been used for longest
 * makes room, and none while it is used.
 */
import { MedspanError } from "../../errors.js";
export function createTaggers(load, most) {
    /** The least recently used first. */
    const entries = new Map();
    /** Those that are being disposed count: their memory is not free yet. */
    const leaving = new Set();
    let waiting = [];
    let isClosed = false;
    const wake = () => {
        const woken = waiting;
        waiting = [];
        for (const resume of woken)
            resume();
    };
    const dispose = (model, { tagger }) => {
        entries.delete(model);
        const gone = tagger
            .then(loaded => loaded.dispose())
            .catch(() => undefined)
            .finally(() => {
            leaving.delete(gone);
            wake();
        });
        leaving.add(gone);
    };
    /** Makes room for one more, and says whether there is. */
    const hasRoom = () => {
        if (entries.size + leaving.size < most)
            return true;
        if (leaving.size > 0)
            return false;
        for (const [model, entry] of entries)
            if (entry.uses === 0) {
                dispose(model, entry);
                break;
            }
        return false;
    };
    const acquire = async (model) => {
        for (;;) {
            if (isClosed)
                throw endingError();
            const known = entries.get(model);
            if (known !== undefined || hasRoom()) {
                const entry = known ?? { tagger: load(model), uses: 0, isRetired: false };
                // What is asked for again is retired no more, as after a rollback.
                entry.isRetired = false;
                entry.uses++;
                entries.delete(model);
                entries.set(model, entry);
                return entry;
            }
            await new Promise(resolve => waiting.push(resolve));
        }
    };
    const release = (model, entry) => {
        entry.uses--;
        if (entry.uses === 0 && entry.isRetired && entries.get(model) === entry)
            dispose(model, entry);
        wake();
    };
    return {
        async use(model, work) {
            const entry = await acquire(model);
            try {
                const tagger = await entry.tagger.catch(error => {
                    // The next one tries again.
                    entry.isRetired = true;
                    throw error;
                });
                return await work(tagger);
            }
            finally {
                release(model, entry);
            }
        },
        retire(model) {
            const entry = entries.get(model);
            if (entry === undefined)
                return;
            entry.isRetired = true;
            if (entry.uses === 0)
                dispose(model, entry);
        },
        async close() {
            isClosed = true;
            wake();
            while (entries.size > 0 || leaving.size > 0) {
                for (const [model, entry] of [...entries])
                    if (entry.uses === 0)
                        dispose(model, entry);
                await new Promise(resolve => waiting.push(resolve));
            }
        },
    };
}
/** What is asked for is not done any more. */
export function endingError() {
    return new MedspanError('interrupted', 'the server is ending');
}
