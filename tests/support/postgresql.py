#!/usr/bin/env python3
"""A private PostgreSQL server for tests: postgresql.py FOLDER [PARENT] prints the folder of its unix socket.

The first caller starts it, in a temporary folder of its own (in PARENT), without TCP, with fsync on. Without PARENT that folder is
in memory where it can be: a test's database is copied and thrown away in no time, and what must survive here is the death of a
process, not of the machine.

Whoever uses it holds a shared lock on FOLDER/users meanwhile; a guardian ends the server by its pid and removes the folder once
nobody has held that lock for a while, however the users ended. Should the guardian itself be killed, the server goes with it.
"""
import ctypes
import fcntl
import glob
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time

IDLE_S = 15
START_S = 60
PR_SET_PDEATHSIG = 1


def program(name):
    """Debian keeps the server's programs outside of PATH."""
    found = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}")) or [shutil.which(name)]
    if not found[-1]:
        sys.exit(f"{name} is missing: install the Debian package postgresql")
    return found[-1]


def as_server_user():
    """The server refuses to be root; then it is Debian's user postgres."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}


def end_with_parent():
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def start(home):
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(home, account.pw_uid, account.pw_gid)
    data = os.path.join(home, "data")
    subprocess.run([program("initdb"), "-D", data, "-U", "obolus", "-A", "trust", "-E", "UTF8", "--locale", "C", "--no-sync"],
                   check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd="/", **as_server_user())
    settings = {"listen_addresses": "", "unix_socket_directories": home, "max_connections": "200", "shared_buffers": "64MB",
                "max_wal_size": "1GB", "logging_collector": "off", "log_min_messages": "fatal"}
    with open(os.path.join(home, "log"), "wb") as log:
        # The user changes before the wish to end with the parent is made: a change of user forgets it.
        return subprocess.Popen([program("postgres"), "-D", data] + [f"--{key}={value}" for key, value in settings.items()],
                                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", start_new_session=True,
                                preexec_fn=end_with_parent, **as_server_user())


def wait_until_ready(server, home):
    deadline = time.monotonic() + START_S
    while subprocess.run([program("pg_isready"), "-q", "-h", home], check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > deadline:
            with open(os.path.join(home, "log"), encoding="utf-8") as log:
                sys.exit("the test server did not start:\n" + log.read())
        time.sleep(0.05)


def guard(server, folder):
    """Until nobody has used the server for IDLE_S. Who comes then waits for the lock, which is held until all is gone."""
    users = open(os.path.join(folder, "users"), "wb")
    lock = open(os.path.join(folder, "lock"), "wb")
    idle_since = time.monotonic()
    while server.poll() is None:
        time.sleep(1)
        if not taken(users):
            idle_since = time.monotonic()
        else:
            fcntl.flock(users, fcntl.LOCK_UN)
        if time.monotonic() - idle_since > IDLE_S and taken(lock):
            break
    if server.poll() is None:
        server.send_signal(signal.SIGQUIT)  # nobody needs what it holds
        server.wait()


def taken(file):
    """Whether the file's lock was free and is ours now."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False


def running_server(folder):
    """The socket's folder when a guardian lives: it holds its file's lock, after it has written the address."""
    with open(os.path.join(folder, "guardian"), "wb") as guardian:
        if taken(guardian):
            return None
    with open(os.path.join(folder, "address"), encoding="utf-8") as address:
        return address.read()


def become_guardian(folder, parent, tell):
    """Lives on after the caller, as the server's parent; tells the socket's folder when the server is ready."""
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    home = tempfile.mkdtemp(prefix="obolus-postgresql-", dir=parent)
    guardian = open(os.path.join(folder, "guardian"), "wb")  # its lock ends with this process
    try:
        fcntl.flock(guardian, fcntl.LOCK_EX)
        server = start(home)
        wait_until_ready(server, home)
        with open(os.path.join(folder, "address"), "w", encoding="utf-8") as address:
            address.write(home)
        os.write(tell, home.encode())
        os.close(tell)
        os.dup2(nothing, 2)  # no pipe of the caller's stays open, or it would wait for us
        guard(server, folder)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    os._exit(0)


def main():
    folder = sys.argv[1]
    parent = sys.argv[2] if len(sys.argv) > 2 else "/dev/shm" if os.path.isdir("/dev/shm") else None
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "lock"), "wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        home = running_server(folder)
        if home is None:
            told, tell = os.pipe()
            if os.fork() == 0:
                os.close(told)
                lock.close()  # a copy: the caller still holds it until the server is ready
                become_guardian(folder, parent, tell)
            os.close(tell)
            with os.fdopen(told, encoding="utf-8") as answer:
                home = answer.read()
            if not home:
                sys.exit(1)
    print(home)


if __name__ == "__main__":
    main()
