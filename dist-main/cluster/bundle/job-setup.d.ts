export interface JobSetup {
    readonly prepared?: string | undefined;
    /** The program that is to have the libraries of the accelerate engine; undefined where another engine is used. */
    readonly python?: string | undefined;
    readonly env: NodeJS.ProcessEnv;
    readonly signal?: AbortSignal | undefined;
    /** Takes what there is to tell. */
    readonly tell: (line: string) => void;
}
/**
 * Makes sure of all, and gives the Python that has the libraries. What it lacks comes from the offline bundle, or without one
 * from where pip gets it.
 * @throws MedspanError `config` where the folder does not fit, or Python cannot have the libraries; `output`
 */
export declare function setUpJob({ prepared, python, env, signal, tell, }: JobSetup): Promise<string | undefined>;
