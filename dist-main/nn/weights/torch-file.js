/**
 * @file Weights that PyTorch has saved: `pytorch_model.bin`, a pickle of tensors beside their bytes, of which nothing
 * is run.
 *
 * Since PyTorch 1.6 the file is a ZIP: `<name>/data.pkl` with a state dict, and a storage's bytes in each
 * `<name>/data/<key>`. Before, it was a row of pickles (a magic number, the protocol, the machine, the state dict,
 * the storages' keys), and then each storage: how many numbers (int64), and the numbers. A tensor is a view on a
 * storage, which is held against the storage's size before memory is asked for (`state-dict.ts`); all tensors together
 * take at most twice the file.
 * Source: PyTorch, torch/serialization.py (`_save`, `_legacy_save`, `_legacy_load`).
 */
import { MedspanError } from "../../errors.js";
import { sizeOf } from "../tensors.js";
import { damaged, hostile } from "./damage.js";
import { floatBytes } from "./floats.js";
import { maxPickleBytes, readPickle } from "./pickle.js";
import { Dict, kindOf, List } from "./pickle-values.js";
import { createStateReader, Tensor } from "./state-dict.js";
import { readBytes, readFloats, readStrided, withFile, } from "./stored.js";
import { readStoredEntries } from "./zip.js";
async function readZip(file) {
    const { path } = file;
    const entries = await readStoredEntries(file);
    const pickles = [...entries.keys()].filter(name => /^[^/]+\/data\.pkl$/.test(name));
    if (pickles.length !== 1)
        throw damaged(path, `expected one entry <name>/data.pkl, as PyTorch writes it, got ${pickles.length}`);
    const at = pickles[0];
    const root = at.slice(0, -'data.pkl'.length);
    const order = entries.get(`${root}byteorder`);
    if (order !== undefined && order.length <= 16) {
        const name = new TextDecoder().decode(await readBytes(file, order.position, order.length)).trim();
        if (name !== 'little')
            throw bigEndian(path, name);
    }
    const pickle = entries.get(at);
    if (pickle.length > maxPickleBytes)
        throw hostile(path, `expected a pickle of at most ${maxPickleBytes} bytes, got ${pickle.length}`, at);
    const reader = createStateReader();
    const bytes = await readBytes(file, pickle.position, pickle.length);
    const { value, end } = readPickle(bytes, 0, reader, { path, at });
    if (end !== bytes.length)
        throw damaged(path, `${bytes.length - end} bytes follow the end of the pickle`, at);
    const positions = new Map();
    for (const { key, type, length } of reader.storages.values()) {
        const entry = entries.get(`${root}data/${key}`);
        if (entry === undefined)
            throw damaged(path, 'expected the bytes of a storage, got no such entry', `${root}data/${key}`);
        if (entry.length !== length * type.bytes)
            throw damaged(path, `expected ${length * type.bytes} bytes, got ${entry.length}`, `${root}data/${key}`);
        positions.set(key, entry.position);
    }
    return { state: value, positions };
}
function bigEndian(path, order) {
    return new MedspanError('input', `expected numbers with the lowest byte first, got the byte order ${JSON.stringify(order.slice(0, 16))}`, {
        where: { path },
        hint: 'Load the model with PyTorch and save it again as safetensors.',
    });
}
/** `torch.serialization.MAGIC_NUMBER` and `PROTOCOL_VERSION`. */
const magicNumber = 0x1950a86a20f9469cfc6cn;
const legacyProtocol = 1001;
async function readLegacy(file) {
    const { path } = file;
    // The pickles say nowhere how long they are.
    const bytes = await readBytes(file, 0, Math.min(file.size, maxPickleBytes));
    const reader = createStateReader();
    let position = 0;
    const next = (at) => {
        const { value, end } = readPickle(bytes, position, reader, { path, at });
        position = end;
        return value;
    };
    if (next('magic number') !== magicNumber)
        throw damaged(path, "expected PyTorch's magic number, got another value");
    const protocol = next('protocol');
    if (protocol !== legacyProtocol)
        throw damaged(path, `expected protocol ${legacyProtocol} of PyTorch, got ${kindOf(protocol)}`);
    const machine = next('machine');
    if (machine instanceof Dict && machine.entries.get('little_endian') === false)
        throw bigEndian(path, 'big');
    const state = next('state dict');
    const keys = next('keys of storages');
    if (!(keys instanceof List))
        throw damaged(path, `expected a list of the keys of storages, got ${kindOf(keys)}`);
    const positions = new Map();
    for (const key of keys.items) {
        const storage = typeof key === 'string' ? reader.storages.get(key) : undefined;
        if (typeof key !== 'string' || storage === undefined)
            throw damaged(path, `expected the key of a storage that a tensor has, got ${kindOf(key)}`);
        if (positions.has(key))
            throw damaged(path, `the storage ${key.slice(0, 60)} stands in the file twice`);
        const length = storage.length * storage.type.bytes;
        if (file.size - position < 8 + length)
            throw damaged(path, `the file is truncated: a storage of ${length} bytes does not lie in the ${file.size - position} left`);
        const count = new DataView((await readBytes(file, position, 8)).buffer).getBigInt64(0, true);
        if (count !== BigInt(storage.length))
            throw damaged(path, `expected a storage of ${storage.length} numbers, got ${count}`);
        positions.set(key, position + 8);
        position += 8 + length;
    }
    for (const key of reader.storages.keys())
        if (!positions.has(key))
            throw damaged(path, `expected the bytes of the storage ${key.slice(0, 60)}, got none`);
    return { state, positions };
}
async function readContents(file) {
    const { path, size } = file;
    const head = Buffer.from(await readBytes(file, 0, Math.min(size, 512)));
    if (head.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1')))
        return readZip(file);
    if (head[0] === 0x80)
        return readLegacy(file);
    const found = head.toString('latin1').startsWith('version https://git-lfs')
        ? 'a pointer of Git LFS, which stands for the file'
        : head.toString('latin1', 257, 262) === 'ustar'
            ? 'a tar file, as PyTorch wrote them before version 0.2'
            : 'another file';
    throw damaged(path, `expected a file that PyTorch has saved, got ${found}`);
}
/** Whether a view's numbers stand in the file in the order of a row-major array. */
function isContiguous({ shape, strides }) {
    let expected = 1;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
        if (shape[axis] !== 1 && strides[axis] !== expected)
            return false;
        expected *= shape[axis];
    }
    return true;
}
/** Strided views may have the same bytes read again; so often as no model does, and no attacker may. */
const maxRereads = 16;
/** The numbers of a view, when all that was asked for stays in proportion to the file. */
async function readTensor(file, name, tensor, type, begin, use) {
    const { shape, strides, offset } = tensor;
    const count = sizeOf(shape);
    if (count === 0)
        return new Float32Array(0);
    use.kept += count * 4;
    if (!(use.kept <= 2 * file.size))
        throw hostile(file.path, `with the shape [${shape.join(', ')}] the tensors would take ${use.kept} bytes, more than twice the file of ${file.size}`, name);
    const position = begin + offset * floatBytes[type];
    if (isContiguous(tensor))
        return readFloats(file, type, position, count);
    use.reread +=
        (shape.reduce((last, size, axis) => last + (size - 1) * strides[axis], 0) + 1) * floatBytes[type];
    if (use.reread > maxRereads * file.size)
        throw hostile(file.path, `views on the same bytes would read more than ${maxRereads} times the file`, name);
    return readStrided(file, type, position, shape, strides);
}
/**
 * The floating tensors of a file that PyTorch has saved, each read into an array of its own. Names that show the same
 * view of one storage (tied weights) share an array.
 * @throws MedspanError `input` where there is no such file, or it is damaged; `unsafe-input` where its pickle calls
 * for anything but tensors, where an entry is compressed, or the tensors would take more than twice the file.
 */
export function readTorchFile(path) {
    return withFile(path, async (file) => {
        const { state, positions } = await readContents(file);
        if (!(state instanceof Dict))
            throw damaged(path, `expected a state dict, from names to tensors, got ${kindOf(state)}`);
        const tensors = new Map();
        const skipped = [];
        const shared = new Map();
        const use = { kept: 0, reread: 0 };
        for (const [name, tensor] of state.entries) {
            if (typeof name !== 'string' || !(tensor instanceof Tensor))
                throw new MedspanError('input', `expected a tensor by its name, got ${kindOf(tensor)}`, {
                    where: { path, at: typeof name === 'string' ? name.slice(0, 200) : kindOf(name) },
                    hint: 'This may be a checkpoint of a training: load it with PyTorch, and save the weights alone.',
                });
            const { key, type } = tensor.storage;
            if (type.float === undefined) {
                skipped.push(name);
                continue;
            }
            const view = `${tensor.offset} ${tensor.shape.join()} ${tensor.strides.join()} ${key}`;
            const data = shared.get(view) ?? (await readTensor(file, name, tensor, type.float, positions.get(key), use));
            shared.set(view, data);
            tensors.set(name, { shape: tensor.shape, data });
        }
        return { tensors, skipped };
    });
}
