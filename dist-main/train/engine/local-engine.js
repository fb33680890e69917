import { bytesOfState, readState, writeState } from "./state-files.js";
/** Adds to an engine what follows from its arrays. */
export function localEngine(engine) {
    return {
        ...engine,
        async save(folder) {
            const state = engine.state();
            await writeState(folder, state, engine.frozen());
            return { updates: state.updates };
        },
        async load(folder, { updates }) {
            engine.restore(await readState(folder, updates));
        },
        savedBytes: () => bytesOfState(engine.state(), engine.frozen()),
        async weights(names) {
            const { parameters, moments } = engine.state();
            const all = new Map([...engine.frozen(), ...(moments.ema ?? parameters)]);
            return names === undefined ? all : new Map(names.map(name => [name, all.get(name)]));
        },
    };
}
