/**
 * @file A stream in stretches of bounded size, each taken when it is full or when nothing more comes for a moment: so that
 * what is tagged together is much where there is much, and nobody waits where there is little.
 */
/**
 * Some 500 sentences. Sorted by length they leave a few percent of a batch empty; ten times as many would save one percent more, and
 * be held in memory, and waited for.
 */
export const windowLimits = { items: 1024, characters: 65_536, pauseMs: 20 };
/**
 * Consecutive items in stretches, in order. While one is being used, at most one item more is asked for. An error of the source
 * comes after what came before it.
 * @param charactersOf how much of a stretch an item takes
 */
export async function* windowsOf(items, charactersOf, limits = windowLimits) {
    const source = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
    /** Asked for, and not there yet. */
    let awaited;
    let isEnded = false;
    const failures = [];
    try {
        while (!isEnded) {
            const window = [];
            let characters = 0;
            while (window.length < limits.items && characters < limits.characters) {
                awaited ??= (async () => source.next())();
                const next = await (window.length === 0 ? awaited : within(awaited, limits.pauseMs)).catch((error) => {
                    failures.push(error);
                    return { done: true, value: undefined };
                });
                if (next === undefined)
                    break;
                awaited = undefined;
                isEnded = next.done === true;
                if (next.done === true)
                    break;
                window.push(next.value);
                characters += charactersOf(next.value);
            }
            if (window.length > 0)
                yield window;
        }
        if (failures.length > 0)
            throw failures[0];
    }
    finally {
        // What is still awaited may never come, and closing a generator waits for it.
        const closed = isEnded ? undefined : Promise.resolve(source.return?.());
        if (awaited === undefined)
            await closed;
        else
            closed?.catch(() => { });
    }
}
/** What a promise gives within a time; undefined where it takes longer. */
function within(promise, ms) {
    return new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, ms, undefined);
        promise.then(resolve, reject).finally(() => clearTimeout(timer));
    });
}
