"""What is worth a look in any exercise: ways to deceive a measurement, to look around, or to hide what code does."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Rule:
    """Names (patterns as in file names) that stand for one thing, and why a person should look."""

    what: str
    names: tuple[str, ...]
    why: str


_LOOKS = "it lets code look at, or change, what runs around it"
_PROCESSES = "work in another process or thread is not where it is measured"
_HIDES = "what it runs cannot be read in the file"
_LEAVES = "it changes how the process ends or is interrupted"

NAMES: Final = (
    Rule("calls into C by hand", ("ctypes", "ctypes.*", "_ctypes*", "cffi*"), "it can change anything in the process"),
    Rule("walks the objects of the process", ("gc.get_objects", "gc.get_ref*"), _LOOKS),
    Rule(
        "walks the frames of its callers",
        ("sys._getframe*", "sys._current_frames", "inspect.stack", "inspect.currentframe", "inspect.get*frames",
         "inspect.trace", "traceback.walk_stack", "sys.settrace", "sys.setprofile", "threading.set*trace",
         "threading.setprofile", "sys.monitoring*"),
        _LOOKS,
    ),
    Rule("ends or interrupts the process", ("os._exit", "os.abort", "os.kill*", "signal.*", "atexit.*"), _LEAVES),
    Rule(
        "starts processes",
        ("subprocess*", "multiprocessing*", "os.fork*", "os.system", "os.popen", "os.exec*", "os.spawn*",
         "os.posix_spawn*", "pty*", "concurrent.futures.Process*", "torch.multiprocessing.*"),
        _PROCESSES,
    ),
    Rule(
        "starts threads", ("threading.Thread", "threading.Timer", "_thread*", "concurrent.futures.Thread*"), _PROCESSES
    ),
    Rule("opens sockets", ("socket*", "urllib.*", "http.*", "requests*", "ftplib*"), "it talks to somebody else"),
    Rule("maps memory", ("mmap*", "torch.from_file", "torch.UntypedStorage.from_file"), "memory may be shared"),
    Rule("changes its own limits", ("resource.setrlimit", "resource.prlimit", "torch.utils.cpp_extension*"), _LEAVES),
    Rule("unpacks objects or code", ("pickle*", "marshal*", "dill*", "cloudpickle*", "shelve*", "torch.load"), _HIDES),
    Rule("decodes or unpacks text", ("base64*", "binascii*", "zlib*", "lzma*", "bz2*", "codecs.decode"), _HIDES),
    Rule(
        "steps in between torch and its tensors",
        ("torch.utils._python_dispatch*", "torch.overrides*", "torch.library*", "torch.Tensor._make_*subclass",
         "torch._C._Torch*"),
        "a tensor or an operation may not be what it looks like",
    ),
)  # fmt: skip

BUILTINS: Final = {"exec": _HIDES, "eval": _HIDES, "compile": _HIDES}
ATTRIBUTES: Final = {
    **dict.fromkeys(("f_back", "f_globals", "f_locals", "gi_frame", "tb_frame", "cr_frame", "ag_frame"), _LOOKS),
    **dict.fromkeys(("__subclasses__", "__globals__", "__code__", "__closure__"), _LOOKS),
}
METHODS: Final = {
    "__torch_function__": "a tensor or an operation may not be what it looks like",
    "__torch_dispatch__": "a tensor or an operation may not be what it looks like",
}
TENSORS: Final = ("torch.Tensor", "torch._C.TensorBase", "torch.nn.Parameter")
SETTINGS: Final = ("torch.backends.*", "os.environ*", "warnings.*")
"""What may be assigned to in a module of somebody else's: settings that are there for it."""
PLACES: Final = ("/proc/", "/dev/fd", "/dev/mem", "/sys/")
COMPILED: Final = (".so", ".pyc", ".pyd", ".dylib")
