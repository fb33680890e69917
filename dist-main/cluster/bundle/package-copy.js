/**
 * @file medspan as a folder that runs by itself: its package and all that it resolves, laid out as npm would install them.
 *
 * What runs here is what is copied: no registry is asked, and it does not matter whether the package was installed by npm or
 * pnpm, or is a checkout that was built. Binaries for other systems stay behind.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { MedspanError } from "../../errors.js";
async function readManifest(folder) {
    return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
}
/** Which medspan the package in a folder is. */
export async function readPackageVersion(root) {
    const hash = createHash('sha256');
    const names = await readdir(join(root, 'dist'), { recursive: true });
    for (const name of names.filter(one => one.endsWith('.js')).sort())
        hash.update(`${name}\n`).update(await readFile(join(root, 'dist', name)));
    return { version: (await readManifest(root)).version, sha256: hash.digest('hex') };
}
/**
 * Copies a package with everything that it needs into a `node_modules` folder.
 * @param root the package's folder
 * @throws MedspanError `input` where a dependency is not installed
 */
export async function copyPackage(root, { name, modules, signal }) {
    const source = await realpath(root);
    const target = join(modules, name);
    await copyOwnFiles(source, target);
    /** Where each copy comes from, by its folder. */
    const placed = new Map([[target, source]]);
    const queue = [{ source, target }];
    for (const { source, target } of queue) {
        const { dependencies = {}, optionalDependencies, peerDependencies } = await readManifest(source);
        for (const needed of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
            signal?.throwIfAborted();
            const found = await findPackage(needed, source);
            if (found === undefined) {
                if (needed in dependencies)
                    throw new MedspanError('input', `expected the package ${needed}, got no such folder`, {
                        where: { path: source },
                        hint: 'Install medspan again.',
                    });
                continue;
            }
            const seen = visibleFrom(target, needed, modules).find(path => placed.has(path));
            if (seen !== undefined && placed.get(seen) === found)
                continue;
            const place = seen === undefined ? join(modules, needed) : join(target, 'node_modules', needed);
            await copyFolder(found, place);
            placed.set(place, found);
            queue.push({ source: found, target: place });
        }
    }
}
/** What a package publishes. */
async function copyOwnFiles(source, target) {
    const { files = [] } = await readManifest(source);
    await mkdir(target, { recursive: true });
    for (const entry of ['package.json', ...files]) {
        const folder = dirname(entry);
        const pattern = new RegExp(`^${basename(entry).replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
        const names = await readdir(join(source, folder)).catch(() => []);
        for (const name of names.filter(one => pattern.test(one)))
            await cp(join(source, folder, name), join(target, folder, name), { recursive: true, dereference: true });
    }
}
/** Where Node finds a package from a folder: the nearest `node_modules` that has it. */
async function findPackage(name, from) {
    for (let folder = from;; folder = dirname(folder)) {
        const path = join(folder, 'node_modules', name);
        if (basename(folder) !== 'node_modules' && existsSync(join(path, 'package.json')))
            return realpath(path);
        if (folder === dirname(folder))
            return undefined;
    }
}
/** Where Node looks for a package from a copy, the nearest place first. */
function visibleFrom(target, name, modules) {
    const parts = relative(modules, target).split(`${sep}node_modules${sep}`);
    return [
        ...parts.map((_, i) => join(modules, parts.slice(0, parts.length - i).join(`${sep}node_modules${sep}`), 'node_modules', name)),
        join(modules, name),
    ];
}
/** ONNX Runtime brings its libraries for all systems: `bin/napi-v6/<platform>/<arch>`. */
const binary = /^bin\/napi-v\d+\/([^/]+)(?:\/([^/]+))?/;
function isForeign(path) {
    const [, platform, arch] = binary.exec(path.replaceAll('\\', '/')) ?? [];
    return (platform ?? process.platform) !== process.platform || (arch ?? process.arch) !== process.arch;
}
async function copyFolder(from, to) {
    await cp(from, to, {
        recursive: true,
        dereference: true,
        filter: path => {
            const inside = relative(from, path);
            return inside !== 'node_modules' && !isForeign(inside);
        },
    });
}
