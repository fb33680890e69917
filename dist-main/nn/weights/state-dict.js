/**
 * @file The tensors that a pickle of PyTorch describes: storages by their keys, and views on them.
 *
 * Known are the globals that state dicts have: OrderedDict, the classes of storages, and the functions that make a
 * tensor or a parameter of a storage. A view (offset, shape and strides, in numbers) must lie in its storage.
 * Source: PyTorch, torch/_utils.py (`_rebuild_tensor_v2`), torch/serialization.py (`persistent_load`).
 */
import { Dict, kindOf, List, Made, PickleFault } from "./pickle-values.js";
const storageTypes = new Map(Object.entries({
    DoubleStorage: { bytes: 8, float: 'F64' },
    FloatStorage: { bytes: 4, float: 'F32' },
    HalfStorage: { bytes: 2, float: 'F16' },
    BFloat16Storage: { bytes: 2, float: 'BF16' },
    LongStorage: { bytes: 8 },
    IntStorage: { bytes: 4 },
    ShortStorage: { bytes: 2 },
    CharStorage: { bytes: 1 },
    ByteStorage: { bytes: 1 },
    BoolStorage: { bytes: 1 },
}).flatMap(([name, type]) => [
    [`torch.${name}`, type],
    // Very old files of tensors that lay on a graphics card.
    [`torch.cuda.${name}`, type],
]));
const maxAxes = 64;
export class Storage extends Made {
    kind = 'a storage';
    key;
    type;
    /** Numbers in all of it. */
    length;
    /** The part that a view of old PyTorch shows, in numbers. */
    begin;
    end;
    constructor(key, type, length, begin, end) {
        super();
        this.key = key;
        this.type = type;
        this.length = length;
        this.begin = begin;
        this.end = end;
    }
}
/** A view on a storage. */
export class Tensor extends Made {
    kind = 'a tensor';
    storage;
    /** Of its first number in the storage. */
    offset;
    shape;
    strides;
    constructor(storage, offset, shape, strides) {
        super();
        this.storage = storage;
        this.offset = offset;
        this.shape = shape;
        this.strides = strides;
    }
}
function isCount(value) {
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
function countOf(value, what) {
    if (isCount(value))
        return value;
    throw new PickleFault(`expected ${what} to be a whole number, got ${kindOf(value)}`);
}
function countsOf(value, what) {
    if (Array.isArray(value) && value.length <= maxAxes && value.every(isCount))
        return value;
    throw new PickleFault(`expected ${what} to be at most ${maxAxes} whole numbers, got ${kindOf(value)}`);
}
/** `_rebuild_tensor_v2(storage, offset, size, stride, ...)`, held against the storage. */
function rebuildTensor([storage, offsetValue, sizeValue, strideValue]) {
    if (!(storage instanceof Storage))
        throw new PickleFault(`expected a storage, got ${kindOf(storage)}`);
    const offset = countOf(offsetValue, "a tensor's offset");
    const shape = countsOf(sizeValue, "a tensor's shape");
    const strides = countsOf(strideValue, "a tensor's strides");
    if (shape.length !== strides.length)
        throw new PickleFault(`expected ${shape.length} strides, got ${strides.length}`);
    const last = shape.includes(0)
        ? -1
        : shape.reduce((place, size, axis) => place + (size - 1) * strides[axis], 0);
    const available = storage.end - storage.begin;
    if (!(offset + last < available))
        throw new PickleFault(`a tensor of shape [${shape.join(', ')}] and strides [${strides.join(', ')}] from ${offset} on does not lie in ` +
            `its storage of ${available} numbers`);
    return new Tensor(storage, storage.begin + offset, shape, strides);
}
/** `OrderedDict()`, or of a list of pairs, as Python 2 wrote it. */
function orderedDict(args, spend) {
    const dict = new Dict();
    const [pairs] = args;
    if (args.length === 0)
        return dict;
    if (args.length > 1 || !(pairs instanceof List))
        throw new PickleFault(`expected a list of pairs for an OrderedDict, got ${kindOf(pairs)}`);
    // A list may stand in the file once and be used any number of times.
    spend(pairs.items.length);
    for (const pair of pairs.items) {
        const [key, value] = pair instanceof List ? pair.items : Array.isArray(pair) ? pair : [];
        if (key === undefined || value === undefined)
            throw new PickleFault(`expected a pair of an OrderedDict, got ${kindOf(pair)}`);
        dict.entries.set(key, value);
    }
    return dict;
}
const calls = new Map([
    ['collections.OrderedDict', orderedDict],
    ['torch._utils._rebuild_tensor', rebuildTensor],
    ['torch._utils._rebuild_tensor_v2', rebuildTensor],
    [
        'torch._utils._rebuild_parameter',
        ([tensor]) => {
            if (tensor instanceof Tensor)
                return tensor;
            throw new PickleFault(`expected a tensor for a parameter, got ${kindOf(tensor)}`);
        },
    ],
    ['torch.Size', ([size]) => countsOf(size, 'a torch.Size')],
]);
/**
 * What globals and persistent ids of a state dict stand for: a tensor's view is held against its storage at once.
 * `storages` are those that the pickle has named so far, by their keys.
 */
export function createStateReader() {
    const storages = new Map();
    return {
        storages,
        knows: name => calls.has(name) || storageTypes.has(name),
        call(name, args, spend) {
            const own = calls.get(name);
            if (own === undefined)
                throw new PickleFault(`expected something that can be called, got ${name}`);
            return own(args, spend);
        },
        /** `('storage', type, key, location, numbers)`, before 1.6 with a view: None, or `(key, begin, numbers)`. */
        load(id) {
            const [word, typeValue, key, , lengthValue, view] = Array.isArray(id) ? id : [];
            const type = typeof typeValue === 'object' && typeValue !== null && 'name' in typeValue
                ? storageTypes.get(typeValue.name)
                : undefined;
            if (word !== 'storage' || type === undefined || typeof key !== 'string')
                throw new PickleFault(`expected a storage of numbers with its key, got ${kindOf(word)} of ${kindOf(typeValue)}`);
            const length = countOf(lengthValue, "a storage's length");
            const known = storages.get(key);
            if (known !== undefined && (known.type !== type || known.length !== length))
                throw new PickleFault(`the storage ${key.slice(0, 60)} has two types or two lengths`);
            if (view !== undefined && view !== null) {
                const [, begin, count] = Array.isArray(view) ? view : [];
                const first = countOf(begin, "a view's begin");
                const end = first + countOf(count, "a view's length");
                if (end > length)
                    throw new PickleFault(`a view up to ${end} does not lie in its storage of ${length} numbers`);
                const storage = new Storage(key, type, length, first, end);
                if (known === undefined)
                    storages.set(key, storage);
                return storage;
            }
            const storage = known?.begin === 0 && known.end === length ? known : new Storage(key, type, length, 0, length);
            if (known === undefined)
                storages.set(key, storage);
            return storage;
        },
    };
}
