"""The books that the benchmark runs on: filled once (fill.cpp), kept in a folder, and used again while their month runs."""
import datetime
import http.client
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
import postgresql  # noqa: E402

# One entry's lookups are limited to 600 a minute: as many recipients are known within a moment.
RECIPIENTS_MAX = 500
SERVER = {"listen_addresses": "", "max_connections": "50", "shared_buffers": "2GB", "max_wal_size": "8GB", "wal_compression": "on",
          "checkpoint_timeout": "5min", "logging_collector": "off", "log_min_messages": "fatal"}


class Server:
    """A PostgreSQL server over the dataset's own folder, its socket in a short-named one. fsync and its kin are as they come."""

    def __init__(self, data):
        self.socket = pathlib.Path(tempfile.mkdtemp(prefix="obolus-bench-"))
        user = postgresql.as_server_user()
        if user:
            shutil.chown(self.socket, user["user"], user["group"])
        if not data.exists():
            data.mkdir()
            if user:
                for folder in [data, *data.parents]:
                    if not os.stat(folder).st_mode & 1 and folder != data:
                        sys.exit(f"PostgreSQL's user can't enter {folder}; choose another --folder")
                shutil.chown(data, user["user"], user["group"])
            subprocess.run([postgresql.program("initdb"), "-D", data, "-U", "obolus", "-A", "trust", "-E", "UTF8", "--locale", "C"],
                           check=True, stdout=subprocess.DEVNULL, cwd="/", **user)
        settings = dict(SERVER, unix_socket_directories=str(self.socket))
        self.process = subprocess.Popen([postgresql.program("postgres"), "-D", data] + [f"--{key}={value}" for key, value in settings.items()],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", **user)
        while subprocess.run(["pg_isready", "-q", "-h", self.socket, "-U", "obolus", "-d", "postgres"], check=False).returncode != 0:
            if self.process.poll() is not None:
                sys.exit(f"PostgreSQL did not start over {data}")
            time.sleep(0.05)

    def sql(self, text, database="bench"):
        subprocess.run(["psql", "-q", "-h", self.socket, "-U", "obolus", "-d", database, "-c", text], check=True)

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait()
        shutil.rmtree(self.socket, ignore_errors=True)


class Dataset:
    """`folder` holds obolus.yaml, the keys, the books, and in dataset.json what they are. Use within `with`."""

    def __init__(self, folder, engine, args):
        self.folder = pathlib.Path(folder).resolve() / f"{engine}-{args.members}-{args.flattrs}"
        self.engine, self.args = engine, args
        self.server = None
        self.facts_file = self.folder / "dataset.json"
        self.facts = {"members": args.members, "flattrs": args.members * args.flattrs, "first": 0,
                      "month": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m")}

    def __enter__(self):
        if self.facts_file.exists():
            kept = json.loads(self.facts_file.read_text())
            if kept["month"] == self.facts["month"]:
                self.facts = kept
        if self.folder.exists() and (not self.facts_file.exists() or self.facts["first"] == 0):
            shutil.rmtree(self.folder)  # half-filled, or of a month that has ended
        fresh = not self.folder.exists()
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.engine == "postgresql":
            self.server = Server(self.folder / "data")
            self.database = f"postgresql:host={self.server.socket} user=obolus dbname=bench"
        else:
            self.database = "sqlite:obolus.db"
        if fresh:
            self.fill()
        return self

    def __exit__(self, *_):
        if self.server:
            self.server.stop()

    def configure(self, hub_port, platform_port):
        text = (HERE / "bench.yaml").read_text()
        for name, value in (("HUB_PORT", hub_port), ("PLATFORM_PORT", platform_port), ("DATABASE", self.database)):
            text = text.replace(name, str(value))
        (self.folder / "obolus.yaml").write_text(text)
        return self.folder / "obolus.yaml"

    def fill(self):
        config = self.configure(1, 2)
        if self.server:
            self.server.sql("CREATE DATABASE bench", "postgres")
        subprocess.run([self.args.obolus, "migrate", "--config", config], check=True, stdout=subprocess.DEVNULL)
        database = self.database.replace("sqlite:", f"sqlite:{self.folder}/")
        tokens = subprocess.run([self.args.bench_fill, database, str(self.args.members), str(self.args.flattrs), str(self.args.sessions)],
                                check=True, stdout=subprocess.PIPE, text=True).stdout
        if self.server:
            self.server.sql("VACUUM ANALYZE")
            self.server.sql("CHECKPOINT")
        (self.folder / "tokens").write_text(tokens)
        givers = {int(line.split()[1]) for line in tokens.splitlines()}  # nobody gives to himself
        others = [number for number in range(1, 2 * self.args.members + 1) if number not in givers]
        people = random.Random(7).sample(others, min(RECIPIENTS_MAX, self.args.members))
        (self.folder / "recipients").write_text("".join(f"demo:m{number}\n" for number in people))
        self.used(1)

    def used(self, requests):
        """So many more pairs of giver and recipient are used up."""
        self.facts["first"] += requests
        self.facts_file.write_text(json.dumps(self.facts))

    def know_givers(self, port):
        """Writes each session with its CSRF token, for load.lua; once, since both stay the same while the keys do."""
        givers = self.folder / "givers"
        if givers.exists():
            return
        lines = []
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for token in (self.folder / "tokens").read_text().split()[::2]:
            connection.request("GET", "/v1/session", headers={"Cookie": f"__Host-obolus_session={token}"})
            lines.append(f"{token} {json.loads(connection.getresponse().read())['csrf_token']}\n")
        givers.write_text("".join(lines))

    def resolve_all(self, port):
        """Asks for each recipient once, so that the hub remembers who it is: the platform's speed isn't measured."""
        token, csrf = (self.folder / "givers").read_text().split(None, 2)[:2]
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for recipient in (self.folder / "recipients").read_text().split():
            connection.request("POST", "/v1/bench/no-op", json.dumps({"to": recipient}),
                               {"Content-Type": "application/json", "Cookie": f"__Host-obolus_session={token}", "X-Obolus-CSRF": csrf})
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                sys.exit(f"{recipient}: {answer.status} {body.decode()}")
