export declare const MODEL_CARD = "README.md";
/** The model that a training starts from, as a card names it. */
export interface BaseModel {
    /** Its id on the hub, `owner/name`, or else that of the model which its card says it was made of. */
    readonly id?: string;
    /** The hub's word for its licence, such as `apache-2.0`. */
    readonly licence?: string;
    /** Where its card names one: ISO 639-1, or a longer code. */
    readonly language?: string;
}
/**
 * Describes a model by its card.
 * @param name as in `model.name_or_path`
 * @param folder where it is
 * @throws MedspanError `unsafe-input` for a card that is no file of the folder
 */
export declare function describeBaseModel(name: string, folder: string): Promise<BaseModel>;
