/** Upper bounds of the buckets of durations, in seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
export function createMetrics() {
    const requests = new Map();
    const durations = new Map();
    let tagged = 0;
    return {
        observe(route, status, seconds) {
            const labels = `{route="${route}",status="${status}"}`;
            requests.set(labels, (requests.get(labels) ?? 0) + 1);
            const known = durations.get(route) ?? { counts: new Array(BUCKETS.length + 1).fill(0), sum: 0 };
            durations.set(route, known);
            const bucket = BUCKETS.findIndex(bound => seconds <= bound);
            known.counts[bucket < 0 ? BUCKETS.length : bucket] += 1;
            known.sum += seconds;
        },
        countWords(words) {
            tagged += words;
        },
        render: places => [
            ...head('medspan_requests_total', 'counter', 'Requests by route and status.'),
            ...[...requests].map(([labels, count]) => `medspan_requests_total${labels} ${count}`),
            ...head('medspan_request_duration_seconds', 'histogram', 'Seconds until a request was answered.'),
            ...[...durations].flatMap(([route, own]) => renderDurations(route, own)),
            ...gauge('medspan_requests_in_flight', 'Requests that are worked on.', places.taken),
            ...gauge('medspan_requests_waiting', 'Requests that wait for a place.', places.waiting),
            ...head('medspan_words_tagged_total', 'counter', 'Words that were tagged.'),
            `medspan_words_tagged_total ${tagged}`,
            ...gauge('process_resident_memory_bytes', 'Memory of the process.', process.memoryUsage.rss()),
            '',
        ].join('\n'),
    };
}
const head = (name, type, help) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
];
const gauge = (name, help, value) => [
    ...head(name, 'gauge', help),
    `${name} ${value}`,
];
function renderDurations(route, { counts, sum }) {
    const name = 'medspan_request_duration_seconds';
    let total = 0;
    return [
        ...counts.map((count, i) => {
            total += count;
            return `${name}_bucket{route="${route}",le="${BUCKETS[i] ?? '+Inf'}"} ${total}`;
        }),
        `${name}_sum{route="${route}"} ${sum}`,
        `${name}_count{route="${route}"} ${total}`,
    ];
}
