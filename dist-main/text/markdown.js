/**
 * @file Texts of others within Markdown.
 */
/**
 * A text that Markdown shows as it is, at most `limit` long with its backslashes. Every ASCII mark is escaped (CommonMark
 * 0.31, section 2.4): that also keeps it from being HTML, from ending a table's cell, and addresses from becoming links.
 */
export function escapeMarkdown(text, limit) {
    const escaped = Array.from(text, character => /[!-/:-@[-`{-~]/.test(character) ? `\\${character}` : character);
    const length = escaped.reduce((sum, piece) => sum + piece.length, 0);
    if (length <= limit)
        return escaped.join('');
    let kept = '';
    for (const piece of escaped) {
        if (kept.length + piece.length + 1 > limit)
            break;
        kept += piece;
    }
    return `${kept}…`;
}
