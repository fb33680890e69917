/**
 * @file HTML as a template that escapes: what is put into it is text unless it is `Markup` itself.
 *
 * Characters that HTML may not hold, or that could make text look like another, are shown as signs of their own.
 */
import { escapeUnits } from "../../text/escapes.js";
/** A piece of HTML: html`<p title="${title}">${text}</p>`. Attributes stand in double quotes. */
export function html(pieces, ...values) {
    let markup = pieces[0];
    for (const [index, value] of values.entries())
        markup += render(value) + pieces[index + 1];
    return { markup };
}
/** HTML that we wrote ourselves, such as a stylesheet of ours or a figure of our renderer. */
export function trustedMarkup(markup) {
    return { markup };
}
function render(value) {
    if (value === undefined || value === false)
        return '';
    if (typeof value === 'string')
        return escapeHtml(value);
    if (typeof value === 'number')
        return String(value);
    if (isMarkup(value))
        return value.markup;
    return value.map(render).join('');
}
const isMarkup = (value) => 'markup' in value;
const entities = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
};
/** Text as HTML, for content and for attributes in quotes. */
export function escapeHtml(text) {
    return visible(text).replace(/[&<>"']/g, character => entities[character]);
}
/** C0 and C1 controls but tab and line feed, what is never a character, and halves of surrogate pairs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const unprintable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]|\p{Cs}/gu;
/**
 * Text in which control characters are seen: C0 as Unicode's control pictures, all others as U+FFFD. Its length in
 * UTF-16 code units stays, so that offsets do. The page's script has the same.
 */
export function visible(text) {
    return text.replace(unprintable, character => {
        const code = character.charCodeAt(0);
        if (code < 0x20)
            return String.fromCharCode(0x2400 + code);
        return code === 0x7f ? '\u2421' : '\ufffd';
    });
}
/**
 * JSON for a `<script>` element. No `<` is left in it, so neither `</script>` nor `<!--` can end or change it (HTML
 * standard, section 4.12.1.3); halves of surrogate pairs are escaped by JSON already.
 */
export function scriptJson(value) {
    return { markup: escapeUnits(JSON.stringify(value), /[<\u007f-\u009f\u2028\u2029\ufffe\uffff]/g) };
}
