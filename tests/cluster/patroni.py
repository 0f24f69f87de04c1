#!/usr/bin/env python3
"""A database cluster for tests: three PostgreSQL servers under Patroni, etcd, and HAProxy in front, on this machine alone.

    patroni.py run FOLDER       starts it, prints the hub's database address, ends it when it is ended itself
    patroni.py kill FOLDER      kill -9 of the leader and its Patroni; Patroni is started again some seconds later
    patroni.py pause FOLDER S   the leader and its Patroni stand still for S seconds
    patroni.py switch FOLDER    the leader hands over to a standby
    patroni.py leader FOLDER    prints its name

The settings are those that docs/operating/scaling.md recommends, with shorter pauses where a test would wait.
"""
import ctypes
import glob
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

NODES = 3
START_S = 120
REVIVE_S = 30  # longer than the lease (ttl), or the old leader would simply come back
PR_SET_PDEATHSIG = 1

NODE = """scope: obolus
name: n{n}
restapi: {{listen: "127.0.0.1:{rest}", connect_address: "127.0.0.1:{rest}"}}
etcd3: {{host: "127.0.0.1:{etcd}"}}
bootstrap:
  dcs:
    ttl: 20
    loop_wait: 2
    retry_timeout: 5
    maximum_lag_on_failover: 1048576
    synchronous_mode: true
    synchronous_mode_strict: true
    postgresql:
      use_pg_rewind: true
      parameters: {{max_connections: 60, wal_keep_size: 64MB, synchronous_commit: "on"}}
  initdb: [{{encoding: UTF8}}, data-checksums, {{locale: C}}]
  pg_hba: ["host all all 127.0.0.1/32 trust", "host replication replicator 127.0.0.1/32 trust", "local all all trust"]
postgresql:
  listen: "127.0.0.1:{port}"
  connect_address: "127.0.0.1:{port}"
  data_dir: {folder}/data{n}
  bin_dir: {bin}
  pgpass: {folder}/pgpass{n}
  authentication:
    superuser: {{username: postgres, password: postgres}}
    replication: {{username: replicator, password: replicator}}
    rewind: {{username: rewind, password: rewind}}
  parameters: {{unix_socket_directories: "", shared_buffers: 32MB}}
watchdog: {{mode: "off"}}
"""

PROXY = """global
  maxconn 500
defaults
  mode tcp
  timeout connect 2s
  timeout client 30m
  timeout server 30m
listen obolus
  bind 127.0.0.1:{proxy}
  option httpchk OPTIONS /primary
  default-server inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions
"""


def free_ports(count):
    """All held until all are known, so that no two are the same."""
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def program(name):
    """Debian's, or what the Makefile has unpacked of a package that would start a service."""
    here = os.path.dirname(os.path.abspath(__file__))
    unpacked = os.path.join(here, "..", "..", "build", "tools")
    places = os.pathsep.join([os.environ["PATH"], "/usr/sbin", f"{unpacked}/usr/bin", f"{unpacked}/usr/sbin"])
    found = shutil.which(name, path=places)
    if not found:
        sys.exit(f"{name} is missing: install the Debian packages patroni, etcd-server and haproxy")
    return found


def server_user():
    """PostgreSQL refuses to be root; then it is Debian's user postgres."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}


def end_with_parent():
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def ask(rest, path, post=None):
    """The answer of a node's REST interface; None when it has none or says no."""
    try:
        body = None if post is None else json.dumps(post).encode()
        with urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{rest}{path}", body), timeout=3) as answer:
            return answer.read().decode()
    except OSError:
        return None


def read_state(folder):
    with open(os.path.join(folder, "state.json"), encoding="utf-8") as state:
        return json.load(state)


def leader(folder):
    """The leader's number, once there is one with a standby that may follow it."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        for n, rest in enumerate(read_state(folder)["rest"]):
            if ask(rest, "/primary") is None:
                continue
            members = json.loads(ask(rest, "/cluster") or '{"members": []}')["members"]
            if any(each["role"] == "sync_standby" for each in members):
                return n
        time.sleep(0.2)
    sys.exit("the cluster has no leader with a synchronous standby")


def postmaster(folder, n):
    try:
        with open(os.path.join(folder, f"data{n}", "postmaster.pid"), encoding="utf-8") as pid:
            return int(pid.readline())
    except OSError:
        return None


def children(pid):
    found = []
    for path in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(path, encoding="utf-8") as stat:
                fields = stat.read().rsplit(")", 1)[1].split()
            if int(fields[1]) == pid:
                found.append(int(path.split("/")[2]))
        except (OSError, IndexError):
            continue
    return found


def signal_all(pids, number):
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


class Cluster:
    def __init__(self, folder):
        self.folder = folder
        self.processes = {}
        self.died_at = {}
        os.makedirs(folder, exist_ok=True)
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(folder, account.pw_uid, account.pw_gid)
        os.chmod(folder, 0o700)
        ports = free_ports(3 + 2 * NODES)
        self.etcd, self.peer, self.proxy = ports[:3]
        self.ports, self.rest = ports[3:3 + NODES], ports[3 + NODES:]

    def start(self, name, words, as_server=True):
        log = open(os.path.join(self.folder, name + ".log"), "ab")
        environment = dict(os.environ, HOME=self.folder, PGCONNECT_TIMEOUT="3")
        self.processes[name] = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", env=environment,
                                                start_new_session=True, preexec_fn=end_with_parent,
                                                **(server_user() if as_server else {}))
        self.write_state()

    def write_state(self):
        state = {"rest": self.rest, "pids": {name: process.pid for name, process in self.processes.items()}}
        path = os.path.join(self.folder, "state.json")
        with open(path + ".new", "w", encoding="utf-8") as file:
            json.dump(state, file)
        os.rename(path + ".new", path)

    def start_node(self, n):
        self.start(f"n{n}", [program("patroni"), os.path.join(self.folder, f"n{n}.yml")])

    def start_all(self):
        client, peer = f"http://127.0.0.1:{self.etcd}", f"http://127.0.0.1:{self.peer}"
        self.start("etcd", [program("etcd"), "--name", "e1", "--data-dir", os.path.join(self.folder, "etcd"),
                            "--listen-client-urls", client, "--advertise-client-urls", client, "--listen-peer-urls", peer,
                            "--initial-advertise-peer-urls", peer, "--initial-cluster", f"e1={peer}"], as_server=False)
        binaries = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
        for n in range(NODES):
            path = os.path.join(self.folder, f"n{n}.yml")
            with open(path, "w", encoding="utf-8") as file:
                file.write(NODE.format(n=n, rest=self.rest[n], etcd=self.etcd, port=self.ports[n], folder=self.folder, bin=binaries))
            os.chmod(path, 0o644)
            self.start_node(n)
        with open(os.path.join(self.folder, "haproxy.cfg"), "w", encoding="utf-8") as file:
            file.write(PROXY.format(proxy=self.proxy))
            for n in range(NODES):
                file.write(f"  server n{n} 127.0.0.1:{self.ports[n]} check port {self.rest[n]}\n")
        self.start("haproxy", [program("haproxy"), "-db", "-f", os.path.join(self.folder, "haproxy.cfg")], as_server=False)

    def make_database(self):
        words = ["psql", "-h", "127.0.0.1", "-p", str(self.proxy), "-U", "postgres", "-qc"]
        deadline = time.monotonic() + START_S
        while subprocess.run(words + ["CREATE ROLE obolus LOGIN"], stderr=subprocess.DEVNULL, check=False).returncode != 0:
            if time.monotonic() > deadline:
                sys.exit("nobody takes writes behind the proxy")
            time.sleep(0.2)
        subprocess.run(words + ["CREATE DATABASE obolus OWNER obolus"], check=True)

    def supervise(self):
        """As systemd would: a Patroni that died is started again after a while."""
        while True:
            time.sleep(0.5)
            for n in range(NODES):
                name = f"n{n}"
                if self.processes[name].poll() is None:
                    continue
                died_at = self.died_at.setdefault(name, time.monotonic())
                if time.monotonic() - died_at > REVIVE_S:
                    del self.died_at[name]
                    self.start_node(n)

    def end(self):
        for name in ("haproxy", "n0", "n1", "n2"):
            if name in self.processes:
                signal_all([self.processes[name].pid], signal.SIGTERM)
        postmasters = [pid for pid in (postmaster(self.folder, n) for n in range(NODES)) if pid]
        signal_all(postmasters, signal.SIGQUIT)
        for name, process in self.processes.items():
            if name != "etcd":
                try:
                    process.wait(timeout=20)
                except subprocess.TimeoutExpired:
                    process.kill()
        if "etcd" in self.processes:
            self.processes["etcd"].kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def run(folder):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    end_with_parent()
    cluster = Cluster(folder)
    try:
        cluster.start_all()
        leader(folder)
        cluster.make_database()
        print(f"postgresql:host=127.0.0.1 port={cluster.proxy} user=obolus dbname=obolus", flush=True)
        cluster.supervise()
    finally:
        cluster.end()


def main():
    task, folder = sys.argv[1], os.path.abspath(sys.argv[2])
    if task == "run":
        return run(folder)
    n = leader(folder)
    pids = [read_state(folder)["pids"][f"n{n}"], postmaster(folder, n)]
    if task == "kill":
        signal_all(pids, signal.SIGKILL)
    elif task == "pause":
        pids += children(pids[1])
        signal_all(pids, signal.SIGSTOP)
        time.sleep(float(sys.argv[3]))
        signal_all(pids, signal.SIGCONT)
    elif task == "switch":
        ask(read_state(folder)["rest"][n], "/switchover", {"leader": f"n{n}"})
    print(f"n{n}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
