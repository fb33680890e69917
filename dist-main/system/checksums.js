/**
 * @file Checksums of the files of a folder in the folder itself, as `sha256sum -c SHA256SUMS` reads them.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MedspanError } from "../errors.js";
import { isPathBelow } from "./manifest.js";
import { hasSystemCode, writeFileWhole } from "./output.js";
export const CHECKSUMS = 'SHA256SUMS';
/** SHA-256 of a file, in hexadecimal digits; the file is never in memory as a whole. */
export async function hashFile(path) {
    const hash = createHash('sha256');
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 }))
        hash.update(piece);
    return hash.digest('hex');
}
/** Writes the checksums of all files that are in a folder. */
export async function writeChecksums(folder) {
    const lines = [];
    for (const name of (await readdir(folder)).sort())
        if (name !== CHECKSUMS)
            lines.push(`${await hashFile(join(folder, name))}  ${name}\n`);
    await writeFileWhole(join(folder, CHECKSUMS), lines.join(''));
}
/**
 * Makes sure that the files of a folder are those whose checksums it has; a folder without any is taken as it is.
 * @throws MedspanError `input` naming the damaged file
 */
export async function verifyChecksums(folder) {
    const list = join(folder, CHECKSUMS);
    let content;
    try {
        content = await readFile(list, 'utf8');
    }
    catch (error) {
        if (hasSystemCode(error, 'ENOENT'))
            return;
        throw new MedspanError('input', 'expected checksums', { where: { path: list }, cause: error });
    }
    for (const line of content.split('\n').slice(0, -1)) {
        const [, sum, name] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [];
        if (!isPathBelow(name))
            throw new MedspanError('input', 'expected checksums and names of files', { where: { path: list } });
        const path = join(folder, name);
        const isFile = await lstat(path).then(entry => entry.isFile(), () => false);
        if (!isFile || (await hashFile(path)) !== sum)
            throw new MedspanError('input', `expected the file that ${CHECKSUMS} describes, got ${isFile ? 'another' : 'none'}`, {
                where: { path },
            });
    }
}
