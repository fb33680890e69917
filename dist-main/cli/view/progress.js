/**
 * @file Progress for people: a bar with rate and time left on a terminal, plain lines at intervals in a log.
 */
import { namedType } from "../../concepts/semantic-network.js";
import { formatNotice, formatWhere, NAMED_KINDS, sortKinds } from "../../errors.js";
import { escapeLine } from "../escape.js";
/** How often a bar is drawn at most. */
const DRAW_EVERY_MS = 80;
/** A task within another one that is over sooner than this leaves no line. */
const WORTH_A_LINE_MS = 2_000;
/** How often a log gets a line about a task at most. */
const LINE_EVERY_MS = 10_000;
const BAR_WIDTH = 16;
/** Draws on `output`; `now` gives milliseconds from any fixed moment. */
export function createProgress(output, now = () => performance.now()) {
    const terminal = output.isTTY === true;
    /** Tasks under way, the innermost last: that one has the bar. */
    const running = [];
    let drawn = false;
    const erase = () => {
        if (drawn)
            output.draw('\r\u001b[2K');
        drawn = false;
    };
    const line = (text) => {
        erase();
        output.write(`${text}\n`);
    };
    const draw = () => {
        const task = running.at(-1);
        if (task === undefined)
            return;
        output.draw(`\r\u001b[2K${cut(escapeLine(renderBar(task, now())), (output.columns ?? 80) - 1)}`);
        drawn = true;
        task.reportedMs = now();
    };
    const progress = {
        verbose: false,
        task(title, total, unit) {
            const startedMs = now();
            const task = {
                title: capitalise(title),
                total,
                unit,
                startedMs,
                done: 0,
                note: '',
                reportedMs: startedMs,
            };
            running.push(task);
            if (terminal)
                draw();
            let ended = false;
            return {
                advance(by = 1, note) {
                    task.done += by;
                    if (note !== undefined)
                        task.note = note;
                    const sinceMs = now() - task.reportedMs;
                    if (terminal) {
                        if (sinceMs >= DRAW_EVERY_MS && running.at(-1) === task)
                            draw();
                    }
                    else if (sinceMs >= LINE_EVERY_MS) {
                        line(renderState(task, now()));
                        task.reportedMs = now();
                    }
                },
                end(note) {
                    if (ended)
                        return;
                    ended = true;
                    running.splice(running.indexOf(task), 1);
                    if (note !== undefined)
                        task.note = note;
                    const isPassing = running.length > 0 && now() - startedMs < WORTH_A_LINE_MS;
                    if (!isPassing)
                        line(renderEnd(task, now()));
                    if (terminal)
                        draw();
                },
            };
        },
        info: line,
        notice(notice) {
            const kinds = sortKinds(notice.kinds);
            const isCut = kinds.length > NAMED_KINDS;
            line(`${renderNotice(notice)}${isCut && !progress.verbose ? '; --verbose lists all' : ''}`);
            if (isCut && progress.verbose)
                for (const [kind, times] of kinds)
                    line(`  ${escapeLine(namedType(kind))} ${count(times)}`);
        },
        close: erase,
    };
    return progress;
}
/** `Training [======>         ] 40 % 120/300 steps, 12 steps/s, 15 s left, loss 0.42`. */
function renderBar(task, nowMs) {
    if (task.total === undefined)
        return renderState(task, nowMs);
    const share = task.total === 0 ? 1 : Math.min(1, task.done / task.total);
    const filled = Math.round(share * BAR_WIDTH);
    const bar = `${'='.repeat(filled)}${filled < BAR_WIDTH ? '>' : ''}`.padEnd(BAR_WIDTH).slice(0, BAR_WIDTH);
    return `${task.title} [${bar}] ${renderCounts(task, nowMs)}`;
}
/** `Training: 40 % 120/300 steps, 12 steps/s, 15 s left, loss 0.42`. */
function renderState(task, nowMs) {
    return `${task.title}: ${renderCounts(task, nowMs)}`;
}
function renderCounts({ total, done, unit, startedMs, note }, nowMs) {
    const seconds = (nowMs - startedMs) / 1000;
    const rate = seconds > 0 ? done / seconds : 0;
    const parts = [
        total === undefined
            ? `${count(done)} ${unit}`
            : `${Math.floor((100 * done) / Math.max(1, total))} % ${count(done)}/${count(total)} ${unit}`,
    ];
    if (done > 0 && seconds >= 0.5) {
        parts.push(`${formatRate(rate)} ${unit}/s`);
        if (total !== undefined && done < total)
            parts.push(`${formatSeconds((total - done) / rate)} left`);
    }
    if (note !== '')
        parts.push(note);
    return parts.join(', ');
}
/** `Training: 300 steps in 25 s (12 steps/s), loss 0.1`. */
function renderEnd({ title, done, unit, startedMs, note }, nowMs) {
    const seconds = (nowMs - startedMs) / 1000;
    const rate = done > 0 && seconds >= 0.5 ? ` (${formatRate(done / seconds)} ${unit}/s)` : '';
    const units = done === 1 ? unit.replace(/(?<=ch|ss|x)es$|s$/, '') : unit;
    return `${title}: ${count(done)} ${units} in ${formatSeconds(seconds)}${rate}${note === '' ? '' : `, ${note}`}`;
}
/** `note: 3 mentions cut a word (3 times, first at a.xmi:4)`. */
export function renderNotice(notice) {
    const { count: times, where } = notice;
    const place = where === undefined ? '' : formatWhere(where);
    const details = [
        times > 1 ? `${count(times)} times` : '',
        place === '' ? '' : `${times > 1 ? 'first ' : ''}at ${place}`,
    ]
        .filter(part => part !== '')
        .join(', ');
    const kinds = Object.entries(notice.kinds ?? {}).map(([kind, number]) => [namedType(kind), number]);
    const named = notice.kinds === undefined ? notice : { ...notice, kinds: Object.fromEntries(kinds) };
    return `note: ${formatNotice(named)}${details === '' ? '' : ` (${details})`}`;
}
function count(value) {
    return value.toLocaleString('en-US');
}
function formatRate(rate) {
    return rate >= 100 ? count(Math.round(rate)) : rate.toPrecision(2);
}
/** `0.3 s`, `12 s`, `3 min 5 s`, `2 h 4 min`. */
export function formatSeconds(seconds) {
    if (seconds < 10)
        return `${seconds.toFixed(1)} s`;
    const whole = Math.round(seconds);
    if (whole < 60)
        return `${whole} s`;
    if (whole < 3600)
        return `${Math.floor(whole / 60)} min ${whole % 60} s`;
    return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
function capitalise(text) {
    return text.slice(0, 1).toUpperCase() + text.slice(1);
}
/** Cuts a line to a terminal's width, so that a bar never wraps. */
function cut(text, width) {
    return text.length <= width ? text : text.slice(0, Math.max(0, width));
}
