/**
 * @file Titles of figures: lines under them that are no wider than the figure.
 */
import { textWidth } from "./font.js";
import { themeConfig, themes } from "./theme.js";
const { subtitleFontSize } = themeConfig(themes.light).title;
/** A title, and sentences under it, each in as many lines as it needs. */
export function heading(text, sentences, width = 720) {
    return {
        text,
        subtitle: sentences.filter(sentence => sentence !== '').flatMap(sentence => wrap(sentence, width)),
    };
}
/** Lines of at most so many pixels, cut at blanks; a longer word has its own. */
function wrap(sentence, width) {
    const lines = [];
    for (const word of sentence.split(' ')) {
        const line = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
        if (lines.length > 0 && textWidth(line, subtitleFontSize) <= width)
            lines[lines.length - 1] = line;
        else
            lines.push(word);
    }
    return lines;
}
