import { formOf } from "../../text/document.js";
import { labelledMentions } from "./gold-documents.js";
/** The mentions of the training part by type, and every surface form with its type once. */
export function trainingMentions(corpus, policy) {
    const counts = new Map();
    const forms = new Map();
    for (const document of corpus)
        for (const mention of labelledMentions(document, policy).mentions) {
            const { type } = mention;
            const form = formOf(document, mention);
            counts.set(type, (counts.get(type) ?? 0) + 1);
            forms.set(`${type} ${form}`, { form, type });
        }
    return { counts: Object.fromEntries(counts), forms: [...forms.values()] };
}
