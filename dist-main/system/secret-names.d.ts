/**
 * @file Environment variables that hold keys, as their names have it.
 */
/** Whether a variable of this name looks like a secret. */
export declare function isSecretName(name: string): boolean;
/** An environment without what looks like a secret, for programs that need none. */
export declare function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv;
