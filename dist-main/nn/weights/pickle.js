/**
 * @file Python's pickles, as far as state dicts of PyTorch need them, read without running anything.
 *
 * A pickle is a program for a stack machine (`pickle-machine.ts`). Its opcodes here are those that protocol 2 writes
 * for numbers, texts, tuples, lists and dicts. A global (a class or function by name) is only a name: whoever reads
 * says what each known one stands for, and every other is an error.
 * Source: PEP 307; CPython's Lib/pickletools.py, which describes every opcode.
 */
import { PickleMachine } from "./pickle-machine.js";
import { Dict, Global, kindOf, List } from "./pickle-values.js";
/** The longest pickle that is read, in bytes: that of some hundred thousand tensors. */
export const maxPickleBytes = 2 ** 25;
function checkProtocol(machine) {
    const protocol = machine.uint8();
    if (protocol < 2 || protocol > 3)
        throw machine.fault(`expected a pickle of protocol 2, got ${protocol}`);
}
function reduce(machine) {
    const args = machine.pop();
    const callee = machine.pop();
    if (!(callee instanceof Global) || !Array.isArray(args))
        throw machine.fault(`expected a global and a tuple, got ${kindOf(callee)} and ${kindOf(args)}`);
    machine.push(machine.call(callee, args));
}
/** Attributes of an OrderedDict (`_metadata`), which weights do not need. */
function dropAttributes(machine) {
    machine.pop();
    const owner = machine.top();
    if (!(owner instanceof Dict))
        throw machine.fault(`expected attributes of a dict, got those of ${kindOf(owner)}`);
}
/** The opcodes by their bytes, with their names in pickletools. STOP is not among them: it ends the loop. */
const instructions = {
    128: checkProtocol, // PROTO
    78: machine => machine.push(null), // N NONE
    136: machine => machine.push(true), // NEWTRUE
    137: machine => machine.push(false), // NEWFALSE
    74: machine => machine.push(machine.int32()), // J BININT
    75: machine => machine.push(machine.uint8()), // K BININT1
    77: machine => machine.push(machine.uint16()), // M BININT2
    138: machine => machine.push(machine.long(machine.uint8())), // LONG1
    71: machine => machine.push(machine.float64()), // G BINFLOAT
    88: machine => machine.push(machine.text(machine.uint32(), 'utf-8')), // X BINUNICODE
    85: machine => machine.push(machine.text(machine.uint8(), 'latin1')), // U SHORT_BINSTRING: a text of Python 2
    40: machine => machine.mark(), // ( MARK
    41: machine => machine.push([]), // ) EMPTY_TUPLE
    133: machine => machine.push(machine.popTuple(1)), // TUPLE1
    134: machine => machine.push(machine.popTuple(2)), // TUPLE2
    135: machine => machine.push(machine.popTuple(3)), // TUPLE3
    116: machine => machine.push(machine.popMark()), // t TUPLE
    93: machine => machine.push(new List()), // ] EMPTY_LIST
    97: machine => machine.append(machine.popTuple(1)), // a APPEND
    101: machine => machine.append(machine.popMark()), // e APPENDS
    125: machine => machine.push(new Dict()), // } EMPTY_DICT
    115: machine => machine.setItems(machine.popTuple(2)), // s SETITEM
    117: machine => machine.setItems(machine.popMark()), // u SETITEMS
    113: machine => machine.keep(machine.uint8()), // q BINPUT
    114: machine => machine.keep(machine.uint32()), // r LONG_BINPUT
    104: machine => machine.push(machine.recall(machine.uint8())), // h BINGET
    106: machine => machine.push(machine.recall(machine.uint32())), // j LONG_BINGET
    99: machine => machine.push(machine.global()), // c GLOBAL
    82: reduce, // R REDUCE
    98: dropAttributes, // b BUILD
    81: machine => machine.push(machine.load(machine.pop())), // Q BINPERSID
};
/** . STOP */
const stop = 0x2e;
/**
 * Reads one pickle, from `begin` to its STOP.
 * @throws MedspanError `input` where it is cut off or against the format, `unsafe-input` where it names a global that
 * the reader does not know, or wants more steps than weights do.
 */
export function readPickle(bytes, begin, reader, where) {
    const machine = new PickleMachine(bytes, begin, reader, where);
    for (let opcode = machine.opcode(); opcode !== stop; opcode = machine.opcode()) {
        const instruction = instructions[opcode];
        if (instruction === undefined)
            throw machine.fault(`expected an opcode that weights need, got 0x${opcode.toString(16).padStart(2, '0')}`);
        instruction(machine);
    }
    return { value: machine.result(), end: machine.position };
}
