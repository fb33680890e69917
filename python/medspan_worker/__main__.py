"""The worker, as `accelerate launch -m medspan_worker` starts it in each process.

MEDSPAN_SOCKET is where the trainer listens, MEDSPAN_DEVICE what is computed on. The trainer's signals are not ours: a job
that is told to end lets the step under way be finished and saved, and the socket's end is what ends the worker.
"""

import json
import os
import platform
import signal
import sys
import traceback


def main() -> int:
    for name in ("SIGINT", "SIGTERM", "SIGUSR1", "SIGUSR2"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    try:
        import accelerate
        import peft
        import torch
        import transformers

        from .distributed import Processes
        from .loop import serve
        from .protocol import Channel
    except ImportError as error:
        return tell({"code": "missing", "message": str(error)})
    modules = {"torch": torch, "transformers": transformers, "accelerate": accelerate, "peft": peft}
    versions = {"python": platform.python_version(), **{name: module.__version__ for name, module in modules.items()}}
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    channel = None
    try:
        processes = Processes(os.environ["MEDSPAN_DEVICE"])
        if processes.is_first:
            channel = Channel(os.environ["MEDSPAN_SOCKET"])
            channel.send({"versions": versions, "processes": processes.count, "device": str(processes.device)})
        serve(channel, processes)
        processes.close()
    except (BrokenPipeError, ConnectionResetError):
        return 0  # The trainer is gone.
    except torch.OutOfMemoryError as error:
        return tell({"code": "memory", "message": str(error).split("\n")[0]})
    except BaseException as error:
        traceback.print_exc()
        data = getattr(error, "data", None)
        return tell(data or {"code": "internal", "message": f"{type(error).__name__}: {error}"})
    return 0


def tell(error: dict) -> int:
    """The last words of a process, among all that libraries write to stderr."""
    print(f"\nmedspan-worker-error {json.dumps(error)}", file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    # Threads of libraries must not keep a process that has nothing more to do.
    code = main()
    sys.stderr.flush()
    os._exit(code)
