/** Finished HTML. Only `html` makes it, and `trustedMarkup`. */
export interface Markup {
    readonly markup: string;
}
/** What may stand in a template; `undefined` and `false` are nothing. */
export type Content = string | number | Markup | false | undefined | readonly Content[];
/** A piece of HTML: html`<p title="${title}">${text}</p>`. Attributes stand in double quotes. */
export declare function html(pieces: TemplateStringsArray, ...values: readonly Content[]): Markup;
/** HTML that we wrote ourselves, such as a stylesheet of ours or a figure of our renderer. */
export declare function trustedMarkup(markup: string): Markup;
/** Text as HTML, for content and for attributes in quotes. */
export declare function escapeHtml(text: string): string;
/**
 * Text in which control characters are seen: C0 as Unicode's control pictures, all others as U+FFFD. Its length in
 * UTF-16 code units stays, so that offsets do. The page's script has the same.
 */
export declare function visible(text: string): string;
/**
 * JSON for a `<script>` element. No `<` is left in it, so neither `</script>` nor `<!--` can end or change it (HTML
 * standard, section 4.12.1.3); halves of surrogate pairs are escaped by JSON already.
 */
export declare function scriptJson(value: unknown): Markup;
