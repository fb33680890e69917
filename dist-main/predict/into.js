import { rewriteCases } from "../cas/rewrite.js";
import { addMentions } from "../cas/writer.js";
/**
 * Tags the documents of XMI, JSON CAS and WebAnno TSV files, folders and archives, and writes the same files with the mentions in
 * them. Everything else in a CAS stays as it is. A project of INCEpTION becomes one that begins with the mentions (`planCopy`); which
 * version of its documents is tagged, `versionsToTag` says.
 *
 * Counted notices: those of reading, of `addMentions`, of `planCopy`, and `inception-serialized`.
 * @throws MedspanError `config` where a type system or project has no such layer or text feature; `output` where the output is what is read
 */
export async function predictInto(paths, options) {
    const { tagger, output, typeSystem, replace } = options;
    const found = { documents: 0, mentions: 0 };
    const task = options.progress.task('Tagging', undefined, 'words');
    const change = async ({ cas, document, declares }, notices) => {
        const tagged = await tagger.tag(document, { advance: words => task.advance(words) });
        found.documents += 1;
        found.mentions += tagged.mentions.length;
        const counted = `${found.documents.toLocaleString('en-US')} documents, ${found.mentions.toLocaleString('en-US')} mentions`;
        task.advance(0, counted);
        return addMentions(tagged, { base: cas, replace, declares, notices, ...placeOf(options) });
    };
    await rewriteCases(paths, output, {
        change,
        typeSystem,
        segment: tagger.segment,
        progress: options.progress,
    });
    task.end();
    return found;
}
/** The layer and the feature that take the mentions. */
export function placeOf({ layer, feature, tagger: { trainedFrom }, }) {
    const isTrained = trainedFrom !== undefined &&
        (layer === undefined || layer === trainedFrom.layer || trainedFrom.layer.endsWith(`.${layer}`));
    return {
        layer: isTrained ? trainedFrom.layer : layer,
        typeFeature: feature ?? (isTrained ? trainedFrom.feature : 'value'),
    };
}
