/**
 * @file Files in, tagged documents out.
 *
 * Every format that can be imported is read, and plain text (`.txt`); every one that can be written is what
 * `exportCorpus` makes of the result.
 */
import { streamCorpus } from "../formats/index.js";
/**
 * Reads documents, `.txt` files among them, splits those without words as the tagger does, and yields them tagged, in
 * order, as they are read; mentions that they had are replaced by the predicted ones.
 * @throws MedspanError `input` when a path is missing, of no known format, or holds no document
 */
export async function* predictFiles(paths, options) {
    const { tagger, ...settings } = options;
    const documents = streamCorpus(paths, {
        ...settings,
        segment: settings.segment ?? tagger.segment,
        plainText: true,
    });
    const task = options.progress.task('Tagging', undefined, 'words');
    let [tagged, mentions] = [0, 0];
    for await (const document of tagger.tag(documents, { advance: count => task.advance(count) })) {
        mentions += document.mentions.length;
        const counted = `${(++tagged).toLocaleString('en-US')} documents, ${mentions.toLocaleString('en-US')} mentions`;
        task.advance(0, counted);
        yield document;
    }
    task.end();
}
