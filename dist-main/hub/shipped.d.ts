/** Its name in `model.name_or_path`. */
export declare const SHIPPED_MODEL = "medspan/mini";
/** The folder of the encoder that has this name; undefined for any other name. */
export declare function shippedFolder(name: string): string | undefined;
