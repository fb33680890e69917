/**
 * @file Environment variables that hold keys, as their names have it.
 */
/** `TOKENIZERS_PARALLELISM` and pip's `PIP_KEYRING_PROVIDER` hold none. */
const secretName = /KEY(?!RING)|TOKEN(?!IZER)|SECRET|PASSWORD|PASSWD|PASSPHRASE|WEBHOOK|CREDENTIAL/i;
/** Whether a variable of this name looks like a secret. */
export function isSecretName(name) {
    return secretName.test(name);
}
/** An environment without what looks like a secret, for programs that need none. */
export function withoutSecrets(env) {
    return Object.fromEntries(Object.entries(env).filter(([name]) => !isSecretName(name)));
}
