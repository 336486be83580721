# SPDX-License-Identifier: MIT
"""Riot values in lldb: what the debugger shows for `shape` is what `show(shape)` says, `Circle(radius: 1.5)`.

Values are read through the descriptions that every program carries (TypeInfo in runtime/include/riot/value.h); the offsets
below are those of that header. Loaded by the extension; by hand: `command script import riot_lldb.py`."""
import struct

import lldb

ITEMS, DEPTH, BYTES = 100, 12, 4096  # of one value
MOVED = 2**64 - 1  # what a debug build leaves where a reference has moved out
(UNIT, BOOL, INT, FLOAT, DURATION, ENUM, STRING, BYTES_KIND, DATA, LIST, TUPLE, MAP, SET, FUNCTION, PID) = range(15)
RUNTIME_TYPES = {"riot::String": "riot::kString", "riot::Bytes": "riot::kBytes", "riot::Pid": "riot::kPid", "riot::Closure": "riot::kFunction"}
UNITS = (("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("min", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1000), ("ns", 1))


class Unreadable(Exception):
    pass


class Reader:
    """Memory of one process."""

    def __init__(self, process):
        self.process = process

    def read(self, address, size):
        error = lldb.SBError()
        data = self.process.ReadMemory(address, size, error)
        if error.Fail() or data is None:
            raise Unreadable()
        return data

    def number(self, address, size=8):
        return int.from_bytes(self.read(address, size), "little")

    def text(self, address):
        error = lldb.SBError()
        return self.process.ReadCStringFromMemory(address, 256, error) if address else ""

    def constructors(self, info):
        return self.number(info + 16)

    def field(self, address, info):
        size = {UNIT: 0, BOOL: 1, ENUM: 2}.get(self.number(info, 1), 8)
        return self.number(address, size) if size else 0

    def name(self, info, tag):
        return self.text(self.number(self.constructors(info) + 24 * tag)) if tag < self.number(info + 2, 2) else "?"

    def fields(self, info, tag):
        """(label, type, offset) of each."""
        constructor = self.constructors(info) + 24 * tag
        first = self.number(constructor + 8)
        for i in range(self.number(constructor + 16, 2)):
            at = first + 40 * i
            yield self.text(self.number(at)), self.number(at + 8), self.number(at + 16, 4)

    def data(self, value):
        size = self.number(value + 8)
        return (self.read(self.number(value + 16), min(size, BYTES)) if size else b""), size > BYTES

    def show(self, value, info, depth=0):
        kind = self.number(info, 1)
        if kind == UNIT:
            return "()"
        if kind == BOOL:
            return "true" if value & 1 else "false"
        if kind in (INT, DURATION):
            signed = struct.unpack("<q", struct.pack("<Q", value))[0]
            if kind == INT:
                return str(signed)
            unit, size = next((u for u in UNITS if signed and signed % u[1] == 0), ("s", 1))
            return f"{signed // size}{unit}"
        if kind == FLOAT:
            return repr(struct.unpack("<d", struct.pack("<Q", value))[0])
        if kind == ENUM:
            return self.name(info, value)
        if value == MOVED:
            return "(moved)"
        if kind in (DATA, LIST, TUPLE) and value & 1:
            return "[]" if kind == LIST else self.name(info, value >> 1)
        if value & 1 or value == 0:
            return "(moved)"
        if depth > DEPTH:
            return ".."
        if kind == STRING:
            data, cut = self.data(value)
            text = data.decode("utf-8", "replace")
            for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t")):
                text = text.replace(plain, escaped)
            return f'"{text}"' + (".." if cut else "")
        if kind == BYTES_KIND:
            data, cut = self.data(value)
            return "<<" + ", ".join(str(byte) for byte in data[:ITEMS]) + (", .." if cut or len(data) > ITEMS else "") + ">>"
        if kind == LIST:
            (_, item, at_item), (_, _, at_rest) = self.fields(info, 1)
            items = []
            while not value & 1 and value and len(items) < ITEMS:
                items.append(self.show(self.field(value + at_item, item), item, depth + 1))
                value = self.number(value + at_rest)
            return "[" + ", ".join(items) + ("" if value & 1 else ", ..") + "]"
        if kind in (DATA, TUPLE):
            tag = self.number(value + 4, 2)
            if tag >= self.number(info + 2, 2):
                return "(moved)"
            parts = [(label + ": " if label else "") + self.show(self.field(value + offset, inner), inner, depth + 1) for label, inner, offset in self.fields(info, tag)]
            return ("" if kind == TUPLE else self.name(info, tag)) + (f"({', '.join(parts)})" if parts else "")
        if kind in (MAP, SET):
            entries = []
            self.entries(self.number(value + 8), 2 if kind == MAP else 1, entries)
            shown = []
            for entry in entries[:ITEMS]:
                text = self.show(entry[0], self.number(info + 24), depth + 1)
                shown.append(text if kind == SET else f"{text} => {self.show(entry[1], self.number(info + 32), depth + 1)}")
            more = ", .." if len(entries) > ITEMS else ""
            return ("Set(" if kind == SET else "#{") + ", ".join(sorted(shown)) + more + (")" if kind == SET else "}")
        return self.text(self.number(info + 8))

    def entries(self, node, stride, found):
        """The slots of a node of a map's tree, then those of the nodes below it. A node with detail 2 holds keys of one hash."""
        if node == 0 or len(found) > ITEMS:
            return
        own, below = self.number(node + 8, 4), self.number(node + 12, 4)
        if self.number(node + 6, 2) == 2:
            below = 0
        else:
            own, below = bin(own).count("1"), bin(below).count("1")
        for i in range(own):
            found.append([self.number(node + 16 + 8 * (i * stride + k)) for k in range(stride)])
        for i in range(below):
            self.entries(self.number(node + 16 + 8 * (own * stride + i)), stride, found)


def description(struct_type, target):
    """The address of the TypeInfo of an emitted struct or one of the runtime's; 0 for others."""
    name = struct_type.GetName() or ""
    symbol = RUNTIME_TYPES.get(name) or (f"{name}::kInfo" if name.startswith("riot_app::") else None)
    if symbol is None:
        return 0
    for found in target.FindSymbols(symbol):
        return found.GetSymbol().GetStartAddress().GetLoadAddress(target)
    for i in range(struct_type.GetNumberOfDirectBaseClasses()):
        inherited = description(struct_type.GetDirectBaseClassAtIndex(i).GetType(), target)
        if inherited:
            return inherited
    return 0


def summary(value, _):
    value = value.GetNonSyntheticValue()
    value_type = value.GetType().GetCanonicalType().GetUnqualifiedType()
    if value_type.IsPointerType():
        struct_type, pointer = value_type.GetPointeeType(), value.GetValueAsUnsigned()
    else:  # riot::Own<T>
        struct_type, pointer = value_type.GetTemplateArgumentType(0), value.GetChildMemberWithName("p_").GetValueAsUnsigned()
    info = description(struct_type.GetUnqualifiedType(), value.GetTarget())
    try:
        return Reader(value.GetProcess()).show(pointer, info) if info else struct_type.GetName().rpartition("::")[2]
    except Unreadable:
        return "(not readable)"


def __lldb_init_module(debugger, _):
    run = debugger.HandleCommand
    # Nothing below a value: its text says it all. -e would show children as well, -O hides the type's own.
    for pattern in (r"^(const )?riot::Own<.+>$", r"^(const )?riot_app::.+ \*( const)?$", r"^(const )?riot::(String|Bytes|Pid|Closure) \*( const)?$"):
        run(f'type summary add -w riot -x "{pattern}" -F {__name__}.summary')
        run(f'type synthetic add -w riot -x "{pattern}" -l {__name__}.Leaf')
    run("type category enable riot")
    # Signals that the runtime uses between its own threads.
    run("settings set target.process.thread.step-avoid-regexp ^(riot::|std::|__gnu)")


class Leaf:
    """A value without children."""

    def __init__(self, value, _):
        pass

    def num_children(self):
        return 0

    def get_child_at_index(self, index):
        return None

    def get_child_index(self, name):
        return -1

    def has_children(self):
        return False
