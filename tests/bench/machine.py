"""What the machine itself can do, measured in the same run and the same folder as the hub."""
import os
import pathlib
import time


def synced_appends(folder, seconds):
    """How often a second 4 KiB can be appended to a file and be on the disk, one after the other."""
    path = pathlib.Path(folder) / "synced-appends"
    block = b"x" * 4096
    file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND | os.O_TRUNC, 0o600)
    try:
        count, began = 0, time.perf_counter()
        while (took := time.perf_counter() - began) < seconds:
            os.write(file, block)
            os.fdatasync(file)
            count += 1
        return count / took
    finally:
        os.close(file)
        path.unlink()
