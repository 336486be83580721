# SPDX-License-Identifier: MIT
"""Riot in gdb: values as `show` prints them, frames by their Riot names, and processes.

    (gdb) source PREFIX/share/riot/gdb/riot_gdb.py        or start with `riotc debug app.riot`
    (gdb) break app.riot:12
    (gdb) print shape                   Circle(radius: 1.5)
    (gdb) riot processes                all processes, what each does, and where
    (gdb) riot backtrace 3              the stack of Pid(3), also while it waits; with `full` the runtime's frames too
    (gdb) riot mailbox 3                the messages that Pid(3) has not taken

Values are read through the descriptions that programs carry for `show` (runtime/include/riot/value.h), processes through
a table of offsets (runtime/src/api/debug_table.cpp); both are there without debug information and in core files."""
import struct

import gdb
from gdb.FrameDecorator import FrameDecorator

LIMIT = 200   # items of one value
DEPTH = 20    # levels of one value
MOVED = 2**64 - 1  # what a debug build leaves where a reference has moved out
(UNIT, BOOL, INT, FLOAT, DURATION, ENUM, STRING, BYTES, DATA, LIST, TUPLE, MAP, SET, FUNCTION, PID, NAME, REPLY, MONITOR,
 TIMER, FOREIGN) = range(20)


# ------------------------------------------------------------------------------------------------ memory

def read(address, size):
    return bytes(gdb.selected_inferior().read_memory(address, size))


def word(address):
    return struct.unpack("<Q", read(address, 8))[0]


def number(address, size):
    return int.from_bytes(read(address, size), "little")


def text_at(address, limit=4096):
    """A C string."""
    if address == 0:
        return ""
    found = b""
    while len(found) < limit:
        # Within a page, so that the end of the mapping is not run over.
        step = min(64, 4096 - (address + len(found)) % 4096)
        piece = read(address + len(found), step)
        end = piece.find(b"\0")
        found += piece if end < 0 else piece[:end]
        if end >= 0:
            break
    return found.decode("utf-8", "replace")


def address_of(symbol):
    return int(gdb.parse_and_eval("(unsigned long)&'%s'" % symbol))


# ------------------------------------------------------------------------------------------------ values

def float_text(value):
    if value != value:
        return "nan"
    if value in (float("inf"), float("-inf")):
        return "inf" if value > 0 else "-inf"
    if value == 0 or 1e-5 <= abs(value) < 1e16:
        made = repr(value)
        if "e" not in made:
            return made
        made = ("%.20f" % value).rstrip("0")
        return made + "0" if made.endswith(".") else made
    mantissa, exponent = repr(value).split("e")
    return (mantissa if "." in mantissa else mantissa + ".0") + "e" + str(int(exponent))


def quoted(data):
    made = data.decode("utf-8", "replace")
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r"), ("\0", "\\0"), ("$", "\\$")):
        made = made.replace(plain, escaped)
    return '"' + made + '"'


def duration_text(nanoseconds):
    for unit, size in (("d", 86400 * 10**9), ("h", 3600 * 10**9), ("min", 60 * 10**9), ("s", 10**9), ("ms", 10**6), ("us", 10**3)):
        if nanoseconds % size == 0 and nanoseconds != 0:
            return "%d%s" % (nanoseconds // size, unit)
    return "0s" if nanoseconds == 0 else "%dns" % nanoseconds


class TypeInfo:
    """A description in the program's memory."""
    known = {}

    @classmethod
    def at(cls, address):
        if address not in cls.known:
            cls.known[address] = cls(address)
        return cls.known[address]

    def __init__(self, address):
        self.kind = number(address, 1)
        count = number(address + 2, 2)
        self.name = text_at(word(address + 8))
        constructors = word(address + 16)
        self.first, self.second = word(address + 24), word(address + 32)
        self.constructors = []
        if constructors:
            for i in range(count):
                at = constructors + 24 * i
                fields = []
                for k in range(number(at + 16, 2)):
                    field = word(at + 8) + 40 * k
                    label = word(field)
                    fields.append((text_at(label) if label else "", word(field + 8), number(field + 16, 4)))
                self.constructors.append((text_at(word(at)), fields))


def field_word(address, info):
    size = {UNIT: 0, BOOL: 1, ENUM: 2}.get(info.kind, 8)
    return number(address, size) if size else 0


def string_bytes(address):
    size = word(address + 8)
    data = read(word(address + 16), min(size, 4096)) if size else b""
    return data, size > 4096


def map_entries(node, stride, found):
    """Slots of a trie's node and of those below it."""
    if node == 0 or len(found) > LIMIT:
        return
    detail = number(node + 6, 2)
    collision = detail & 3 == 2
    own, below = number(node + 8, 4) if collision else detail >> 2 & 63, detail >> 8
    first = node + (16 if collision else 8)
    for i in range(own):
        found.append(tuple(word(first + 8 * (i * stride + k)) for k in range(stride)))
    for i in range(below):
        map_entries(word(first + 8 * own * stride + 16 * i + 8), stride, found)


def show(value, info, depth=0):
    """The text of a word of that type, as Riot's `show` has it inside a structure."""
    kind = info.kind
    if kind == UNIT:
        return "()"
    if kind == BOOL:
        return "true" if value & 1 else "false"
    if kind == INT:
        return str(struct.unpack("<q", struct.pack("<Q", value))[0])
    if kind == FLOAT:
        return float_text(struct.unpack("<d", struct.pack("<Q", value))[0])
    if kind == DURATION:
        return duration_text(struct.unpack("<q", struct.pack("<Q", value))[0])
    if kind == ENUM:
        return info.constructors[value][0] if value < len(info.constructors) else "?"
    if value == MOVED:
        return "(moved)"
    if kind in (DATA, TUPLE, LIST) and value & 1:
        tag = value >> 1
        return "[]" if kind == LIST else info.constructors[tag][0] if tag < len(info.constructors) else "?"
    if value & 1 or value == 0:
        return "(moved)"  # given away, or not set yet
    if depth > DEPTH:
        return "..."
    if kind == STRING:
        data, cut = string_bytes(value)
        return quoted(data) + ("..." if cut else "")
    if kind == BYTES:
        data, cut = string_bytes(value)
        return "<<" + ", ".join(str(b) for b in data[:LIMIT]) + (", .." if cut or len(data) > LIMIT else "") + ">>"
    if kind == LIST:
        items, complete = list_items(value, info, depth)
        return "[" + ", ".join(items) + ("" if complete else ", ..") + "]"
    if kind == DATA and info.first:  # a sequence: what its second field holds, then its third from the end
        name, (_, (_, front, at_front), (_, back, at_back)) = info.constructors[0]
        items, complete = list_items(word(value + at_front), TypeInfo.at(front), depth)
        last, back_complete = list_items(word(value + at_back), TypeInfo.at(back), depth)
        items += reversed(last) if back_complete else []
        return name + "(" + ", ".join(items) + ("" if complete and back_complete else ", ..") + ")"
    if kind in (DATA, TUPLE):
        tag = number(value + 4, 2)
        if tag >= len(info.constructors):
            return "(moved)"
        name, fields = info.constructors[tag]
        return name + show_fields(value, fields, depth)
    if kind in (MAP, SET):
        found = []
        map_entries(word(value + 24), 2 if kind == MAP else 1, found)
        inner = TypeInfo.at(info.first)
        keys = []
        for entry in found[:LIMIT]:
            made = show(entry[0], inner, depth + 1)
            if kind == MAP:
                made += " => " + show(entry[1], TypeInfo.at(info.second), depth + 1)
            keys.append((sort_key(entry[0], inner, made), made))
        keys.sort()
        made = ", ".join(text for _, text in keys) + (", .." if len(found) > LIMIT else "")
        return ("#{" + made + "}") if kind == MAP else "Set(" + made + ")"
    if kind == FUNCTION:
        return "fn at " + text_at(word(value + 24))
    if kind == PID:
        return "Pid(%d)" % word(value + table()["id"]) if number(value + 6, 2) == 0 else "Pid(..)"
    return info.name


def list_items(value, info, depth):
    """The first items of a list as texts, and whether those are all."""
    items = []
    (_, item, at_item), (_, _, at_rest) = info.constructors[1][1]
    inner = TypeInfo.at(item)
    while not value & 1 and value and len(items) < LIMIT:
        items.append(show(field_word(value + at_item, inner), inner, depth + 1))
        value = word(value + at_rest)
    return items, bool(value & 1)


def show_fields(value, fields, depth):
    if not fields:
        return ""
    made = []
    for label, type_address, offset in fields:
        inner = TypeInfo.at(type_address)
        made.append((label + ": " if label else "") + show(field_word(value + offset, inner), inner, depth + 1))
    return "(" + ", ".join(made) + ")"


def sort_key(key, info, made):
    """In order of the keys where that is easy, else in order of their text."""
    if info.kind in (INT, DURATION):
        return struct.unpack("<q", struct.pack("<Q", key))[0]
    if info.kind == FLOAT:
        return struct.unpack("<d", struct.pack("<Q", key))[0]
    if info.kind == STRING and not key & 1:
        return string_bytes(key)[0].decode("utf-8", "replace")
    return made


# ------------------------------------------------------------------------------------------------ printers

def bare(type_):
    return type_.strip_typedefs().unqualified()


info_of_name = {}


def info_of(struct_type):
    """The description of an emitted struct, or of one of the runtime's; None for others."""
    name = struct_type.name
    if name is None or not (name.startswith("riot_app::") or name in ("riot::String", "riot::Bytes", "riot::Pid", "riot::Closure")):
        return None
    if name not in info_of_name:
        found = None
        symbol = {"riot::String": "riot::kString", "riot::Bytes": "riot::kBytes", "riot::Pid": "riot::kPid", "riot::Closure": "riot::kFunction"}.get(name)
        try:
            found = TypeInfo.at(address_of(symbol or name + "::kInfo"))
        except gdb.error:
            for field in struct_type.fields():
                if field.is_base_class:
                    found = info_of(bare(field.type))
        info_of_name[name] = found
    return info_of_name[name]


class ValuePrinter:
    def __init__(self, value, info):
        self.value, self.info = value, info

    def to_string(self):
        try:
            return show(self.value, self.info)
        except gdb.MemoryError:
            return "(not readable)"


class TextPrinter:
    def __init__(self, text):
        self.text = text

    def to_string(self):
        return self.text


def printer_for(value):
    if value.type.name == "riot::Float":
        return TextPrinter(float_text(float(value)))
    type_ = bare(value.type)
    if type_.code == gdb.TYPE_CODE_ENUM and type_.name and type_.name.startswith("riot_app::"):
        return TextPrinter(value.format_string(raw=True).rsplit("::", 1)[-1])
    if type_.code == gdb.TYPE_CODE_STRUCT and type_.name and type_.name.startswith("riot::Own<"):
        return printer_for(value["p_"])
    if type_.code == gdb.TYPE_CODE_PTR:
        target = bare(type_.target())
        if target.code == gdb.TYPE_CODE_STRUCT:
            info = info_of(target)
            if info:
                return ValuePrinter(int(value), info)
    if type_.code == gdb.TYPE_CODE_STRUCT and type_.name == "riot::Unit":
        return ValuePrinter(0, TypeInfo.at(address_of("riot::kUnit")))
    return None


# ------------------------------------------------------------------------------------------------ frames

def riot_name(name):
    """`riot_app::net_codec::decode$Int(riot::Process&)` is `net_codec.decode`, and what stands in it `net_codec.decode (fn)`, as in traces
    (trace.cpp); None for functions that are not Riot's."""
    if not name or "riot_app::" not in name:
        return None
    plain = name[name.index("riot_app::") + len("riot_app::"):].split("(")[0]
    plain, _, made = plain.replace("::", ".").partition("$")
    module = plain[:plain.rfind(".") + 1]
    while made.startswith("$"):
        other, _, made = made[1:].partition("$")
        plain += " or " + module + other
    for word in made.split("_"):
        if word == "for":
            break
        if word in ("fn", "spawn"):
            plain += " (" + word + ")"
    return plain


class RiotFrame(FrameDecorator):
    def function(self):
        name = super().function()
        return riot_name(str(name)) or name

    def frame_args(self):
        """An argument that is given away lives on in a variable, once its line has been left."""
        args = super().frame_args()
        if not args:
            return args
        line = self.inferior_frame().find_sal().line
        owners = {str(each.symbol()) + "_in": each for each in super().frame_locals() or []
                  if "riot::Own<" in str(each.symbol().type) and each.symbol().line < line}
        return [owners.get(str(arg.symbol()), arg) for arg in args if str(arg.symbol()) != "self"]


class RiotFrames:
    """Riot's own frames; the runtime's are shown when there are no others (or with `backtrace -no-filters`)."""
    def __init__(self):
        self.name, self.enabled, self.priority = "riot", True, 100
        gdb.frame_filters[self.name] = self

    def filter(self, frames):
        every = list(frames)
        own = [frame for frame in every if riot_name(frame.inferior_frame().name())]
        return iter([RiotFrame(frame) for frame in (own or every)])


# ------------------------------------------------------------------------------------------------ processes

NAMES = ("version", "process_bytes", "slabs", "frame", "step", "stack", "inbox", "first", "mailbox", "id", "at", "detached", "waiting", "is_main",
         "is_library", "context", "base", "size", "below")


def table():
    try:
        numbers = struct.unpack("<%dQ" % len(NAMES), read(address_of("riot_debug_table"), 8 * len(NAMES)))
    except gdb.error:
        raise gdb.GdbError("this is no Riot program")
    if numbers[0] == 0:
        raise gdb.GdbError("the program has not begun")
    if numbers[0] != 1:
        raise gdb.GdbError("the program's runtime and this script do not belong together")
    return dict(zip(NAMES, numbers))


class Process:
    def __init__(self, address, offsets):
        self.address, self.t = address, offsets
        self.id = word(address + offsets["id"])
        self.inbox = word(address + offsets["inbox"])
        self.step = word(address + offsets["step"])
        self.detached = number(address + offsets["detached"], 1)
        self.is_main = number(address + offsets["is_main"], 1)

    def function(self):
        """The step that it is in, with what is kept for it between steps."""
        name = "main" if self.is_main else text_at(word(self.step + 16))
        frame = word(self.address + self.t["frame"])
        if self.runs() or self.detached or not frame or number(frame + 4, 2) != 0:
            return name
        info = TypeInfo.at(word(self.step + 8))
        return name + (show_fields(frame, info.constructors[0][1], 0) if info.constructors else "")

    def runs(self):
        return self.inbox & 3 == 0

    def state(self):
        waiting = number(self.address + self.t["waiting"], 1)
        at = text_at(word(self.address + self.t["at"])) if self.detached else text_at(word(self.step + 24))
        if self.inbox & 1:
            made = "waits in receive"
        elif self.inbox & 2:
            made = {2: "sleeps", 3: "waits in call"}.get(waiting, "waits")
        else:
            return "runs" if self.thread() else "is ready to run"
        return made + (" at " + at if at else "")

    def nodes(self):
        """Addresses of the messages that it has not taken, oldest first."""
        found = []
        node = word(self.address + self.t["first"])
        while node and len(found) < 10000:
            found.append(node)
            node = word(node)
        newest = []
        node = self.inbox & ~7
        while node and len(newest) < 10000:
            newest.append(node)
            node = word(node) & ~7
        return found + newest[::-1]

    def stack_contains(self, pointer):
        stack = word(self.address + self.t["stack"])
        if not stack:
            return False
        base = word(stack + self.t["base"])
        return base <= pointer < base + word(stack + self.t["size"])

    def thread(self):
        """The thread that it runs on."""
        selected = gdb.selected_thread()
        frame = gdb.selected_frame() if selected else None
        found = None
        for thread in gdb.selected_inferior().threads():
            thread.switch()
            if self.stack_contains(int(gdb.newest_frame().read_register("rsp"))):
                found = thread
                break
        if selected:
            selected.switch()
            frame.select()
        return found

    def places(self):
        """Return addresses of a stack at rest, innermost first: every function keeps its frame pointer."""
        stack = word(self.address + self.t["stack"])
        while stack:
            context, base = word(stack + self.t["context"]), word(stack + self.t["base"])
            end = base + word(stack + self.t["size"])
            if not context:
                return
            frame, place = word(context + 0x38), word(context + 0x40)
            while place:
                yield place
                if not base <= frame < end:
                    break
                place, above = word(frame + 8), word(frame)
                if above <= frame:
                    break
                frame = above
            stack = word(stack + self.t["below"])


def processes():
    offsets = table()
    begin, end = word(offsets["slabs"]), word(offsets["slabs"] + 8)
    found = []
    for slab in range(begin, end, 16):
        at, stop = word(slab), word(slab + 8)
        while at + offsets["process_bytes"] <= stop:
            if word(at + offsets["id"]) != 0 and word(at + offsets["inbox"]) != 7:
                found.append(Process(at, offsets))
            at += offsets["process_bytes"]
    return sorted(found, key=lambda process: process.id)


def process_of(argument):
    try:
        wanted = int(argument.strip().removeprefix("Pid(").removesuffix(")"))
    except ValueError:
        raise gdb.GdbError("the number of a process is wanted, such as 3")
    for process in processes():
        if process.id == wanted:
            return process
    raise gdb.GdbError("there is no process Pid(%d)" % wanted)


class RiotCommand(gdb.Command):
    """Commands for programs in Riot."""
    def __init__(self):
        super().__init__("riot", gdb.COMMAND_USER, gdb.COMPLETE_NONE, True)


class RiotProcesses(gdb.Command):
    """Lists all processes, what each does, and where. With `all`, the library's own too."""
    def __init__(self):
        super().__init__("riot processes", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        for process in processes():
            if number(process.address + process.t["is_library"], 1) and argument.strip() != "all":
                continue
            waiting = len(process.nodes())
            messages = "" if waiting == 0 else ", %d message%s" % (waiting, "" if waiting == 1 else "s")
            gdb.write("Pid(%d) %s %s%s\n" % (process.id, process.function(), process.state(), messages))


class RiotBacktrace(gdb.Command):
    """riot backtrace PID [full]: where a process is, also while it waits. With `full` the runtime's frames too."""
    def __init__(self):
        super().__init__("riot backtrace", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        words = argument.split()
        if not words or words[1:] not in ([], ["full"]):
            raise gdb.GdbError("usage: riot backtrace PID [full]")
        process = process_of(words[0])
        thread = process.thread()
        if thread:
            selected, frame = gdb.selected_thread(), gdb.selected_frame()
            thread.switch()
            gdb.execute("backtrace" + (" -no-filters" if len(words) > 1 else ""))
            selected.switch()
            frame.select()
            return
        if not process.detached:
            gdb.write("#0  %s %s\n" % (process.function(), process.state()))
            return
        shown = 0
        for place in process.places():
            # The call stands before the place that it returns to.
            block = gdb.block_for_pc(place - 1)
            while block and not block.function:
                block = block.superblock
            name = block.function.print_name if block else None
            own = riot_name(name)
            if not own and len(words) == 1:
                continue
            line = gdb.find_pc_line(place - 1)
            where = " at %s:%d" % (line.symtab.filename, line.line) if line.symtab else ""
            gdb.write("#%d  %s%s\n" % (shown, own or name or "0x%x" % place, where))
            shown += 1


class RiotMailbox(gdb.Command):
    """riot mailbox PID: the messages that a process has not taken, oldest first."""
    def __init__(self):
        super().__init__("riot mailbox", gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        process = process_of(argument)
        info = TypeInfo.at(word(process.address + process.t["mailbox"]))
        for node in process.nodes():
            kind = number(node + 16, 1)
            names = {1: "a message that a mapping made", 2: "a message for an adapter", 3: "a Down", 4: "an exit signal"}
            gdb.write((show(word(node + 8), info) if kind == 0 else names.get(kind, "?")) + "\n")


gdb.pretty_printers[:] = [printer for printer in gdb.pretty_printers if getattr(printer, "__name__", "") != "printer_for"]
gdb.pretty_printers.append(printer_for)
RiotFrames()
RiotCommand()
RiotProcesses()
RiotBacktrace()
RiotMailbox()
# Descriptions may move when the program starts anew.
gdb.events.new_objfile.connect(lambda event: (TypeInfo.known.clear(), info_of_name.clear()))
# `step` goes into Riot functions, not into the runtime's.
gdb.execute("skip -rfu ^riot::", to_string=True)
