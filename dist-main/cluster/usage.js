/**
 * @file What a process and all its descendants use of a Linux machine, from /proc, and what its GPUs do, from nvidia-smi.
 *
 * SLURM counts the same where a cluster keeps accounts; this works on all of them. What cannot be read is left out.
 */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { appendAll } from "../lists.js";
/** Of Linux on every machine that Node runs on. */
const TICKS_A_SECOND = 100;
/** On x86, and with most kernels for ARM. */
const PAGE_BYTES = 4096;
/** Parses /proc/PID/stat (proc(5)); undefined for anything else. */
export function parseStat(text) {
    // The name of the program stands in parentheses, and may hold any character.
    const end = text.lastIndexOf(')');
    const fields = text.slice(end + 2).split(' ');
    const number = (index) => Number(fields[index - 3]);
    const pid = Number.parseInt(text, 10);
    if (end < 0 || !Number.isFinite(number(24)) || !Number.isSafeInteger(pid))
        return undefined;
    return {
        pid,
        parent: number(4),
        ownSeconds: (number(14) + number(15)) / TICKS_A_SECOND,
        childSeconds: (number(16) + number(17)) / TICKS_A_SECOND,
        rssBytes: number(24) * PAGE_BYTES,
    };
}
async function readProcesses() {
    const names = await readdir('/proc').catch(() => []);
    const stats = await Promise.all(names
        .filter(name => /^\d+$/.test(name))
        .map(async (name) => parseStat(await readFile(`/proc/${name}/stat`, 'utf8').catch(() => ''))));
    return stats.filter(stat => stat !== undefined);
}
/** What a process and its descendants have used: seconds of processors so far, and memory now. */
export function sumOf(root, processes) {
    const byParent = new Map();
    for (const stat of processes)
        byParent.set(stat.parent, [...(byParent.get(stat.parent) ?? []), stat]);
    let cpuSeconds = 0;
    let rssBytes = 0;
    const left = processes.filter(({ pid }) => pid === root);
    for (let stat = left.pop(); stat !== undefined; stat = left.pop()) {
        cpuSeconds += stat.ownSeconds + stat.childSeconds;
        rssBytes += stat.rssBytes;
        appendAll(left, byParent.get(stat.pid) ?? []);
    }
    return { cpuSeconds, rssBytes };
}
/** The mean use of GPUs and their memory in all, from `nvidia-smi --query-gpu=utilization.gpu,memory.used`. */
export function parseNvidiaSmi(text) {
    const rows = text
        .trim()
        .split('\n')
        .map(line => line.split(',').map(cell => Number(cell)))
        .filter(([use, memory]) => Number.isFinite(use) && Number.isFinite(memory));
    if (rows.length === 0)
        return undefined;
    const sum = (index) => rows.reduce((total, row) => total + row[index], 0);
    return { use: sum(0) / rows.length / 100, memoryBytes: sum(1) * 2 ** 20 };
}
/** The GPUs that this process may see; undefined where there is no nvidia-smi. */
function readGpus(gpus) {
    const query = ['--query-gpu=utilization.gpu,memory.used', '--format=csv,noheader,nounits', '-i', gpus];
    return new Promise(resolve => {
        execFile('nvidia-smi', query, { encoding: 'utf8', timeout: 10_000 }, (error, stdout) => resolve(error === null ? parseNvidiaSmi(stdout) : undefined));
    });
}
/** @param gpus the GPUs' numbers, as `CUDA_VISIBLE_DEVICES` has them; undefined where it has none */
export function createUsageMeter(pid, gpus) {
    const began = performance.now();
    let cpuSeconds = 0;
    let maxRssBytes = 0;
    let hasGpu = gpus !== undefined && gpus !== '';
    let gpuMemory = 0;
    const gpuUses = [];
    return {
        async sample() {
            const sum = sumOf(pid, await readProcesses());
            // A descendant that has ended and was not waited for takes its seconds with it.
            cpuSeconds = Math.max(cpuSeconds, sum.cpuSeconds);
            maxRssBytes = Math.max(maxRssBytes, sum.rssBytes);
            if (!hasGpu)
                return;
            const gpu = await readGpus(gpus);
            hasGpu = gpu !== undefined;
            if (gpu === undefined)
                return;
            gpuUses.push(gpu.use);
            gpuMemory = Math.max(gpuMemory, gpu.memoryBytes);
        },
        usage() {
            const round = (value) => Number(value.toFixed(2));
            return {
                seconds: round((performance.now() - began) / 1000),
                ...(maxRssBytes > 0 && { cpu_seconds: round(cpuSeconds), max_rss_bytes: maxRssBytes }),
                ...(gpuUses.length > 0 && {
                    gpu_use: round(gpuUses.reduce((sum, use) => sum + use, 0) / gpuUses.length),
                    gpu_memory_bytes: gpuMemory,
                }),
            };
        },
    };
}
