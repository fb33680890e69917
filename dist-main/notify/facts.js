/**
 * @file What a run folder says about a run, as far as a notification tells it.
 *
 * A run that failed or goes on has written only some of its files, and an older version others: what is not there, or
 * not as expected, is left out and noticed.
 */
import { lstat, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Notices } from "../errors.js";
import { finiteNumbers } from "../run/log.js";
import { lenientRunSchema } from "../run/run-file.js";
import { hasSystemCode } from "../system/output.js";
/** Reads what a folder says. Throws only for what is no trouble of files. */
export async function readRunFacts(runFolder) {
    const notices = new Notices();
    const read = async (name, schema) => {
        const unreadable = (reason) => {
            notices.addKind('unreadable-result', 'result files are left out', `${name}: ${reason}`);
            return undefined;
        };
        let content;
        try {
            content = await readFile(join(runFolder, name), 'utf8');
        }
        catch (error) {
            if (!(error instanceof Error) || !('code' in error))
                throw error;
            return hasSystemCode(error, 'ENOENT', 'ENOTDIR')
                ? undefined
                : unreadable(`it cannot be read (${String(error.code)})`);
        }
        let value;
        try {
            value = JSON.parse(content);
        }
        catch {
            return unreadable('expected JSON');
        }
        const parsed = schema.safeParse(value);
        return parsed.success ? parsed.data : unreadable('expected what a run writes there');
    };
    const metrics = async (name) => {
        const values = (await read(name, z.record(z.string(), z.unknown()))) ?? {};
        return finiteNumbers(values);
    };
    const facts = {
        run: await read('run.json', lenientRunSchema),
        training: await metrics('train_results.json'),
        validation: await metrics('eval_results.json'),
        test: await metrics('predict_results.json'),
        baseline: await metrics('baseline_results.json'),
        figures: await readFigures(join(runFolder, 'figures'), notices),
    };
    return { facts, notices };
}
/** The first bytes of every PNG file (PNG specification, 5.2). */
const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** PNG files alone, and no links: what leaves the machine is what the folder itself holds. */
async function readFigures(folder, notices) {
    const figures = [];
    try {
        const names = (await readdir(folder)).filter(name => /^[^.].*\.png$/i.test(name));
        for (const file of names.sort()) {
            const path = join(folder, file);
            const { size } = await lstat(path);
            if (await isPng(path))
                figures.push({ file, bytes: size });
            else
                notices.addKind('no-figure', 'a file named .png is no image and is left out', file);
        }
    }
    catch (error) {
        if (!(error instanceof Error) || !('code' in error))
            throw error;
        if (!hasSystemCode(error, 'ENOENT', 'ENOTDIR'))
            notices.add('no-figures', `the figures cannot be read (${String(error.code)})`);
    }
    return figures;
}
async function isPng(path) {
    if (!(await lstat(path)).isFile())
        return false;
    const file = await open(path, 'r');
    try {
        const { buffer } = await file.read({ buffer: Buffer.alloc(pngSignature.length), position: 0 });
        return buffer.equals(pngSignature);
    }
    finally {
        await file.close();
    }
}
