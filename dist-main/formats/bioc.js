import { safeIdentifier } from "./pubtator.js";
/** A mention's infons and locations, for writing. Offsets count code points. */
export function biocAnnotation(document, mention, codePoint, notices) {
    const clean = (values, toSafe) => values
        .map(value => {
        const safe = toSafe(value);
        if (safe !== value)
            notices.add('name-changed', 'types or concepts hold separators, which became _', {
                path: document.source ?? '',
                at: document.id,
            });
        return safe;
    })
        .join(',');
    const infons = [];
    if (mention.types.length > 0)
        infons.push(['type', clean(mention.types, type => type.replace(/,/g, '_'))]);
    if (mention.concepts.length > 0)
        infons.push(['identifier', clean(mention.concepts, one => safeIdentifier(one, mention.concepts.length))]);
    if (mention.score !== undefined)
        infons.push(['score', String(mention.score)]);
    const spans = mention.parts ?? [mention];
    return {
        infons,
        locations: spans.map(({ begin, end }) => ({
            offset: codePoint(begin),
            length: codePoint(end) - codePoint(begin),
        })),
        text: spans.map(({ begin, end }) => document.text.slice(begin, end)).join(' '),
    };
}
