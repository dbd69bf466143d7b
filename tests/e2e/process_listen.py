"""A bioreactor heard over MQTT: a broker, an edge node written by hand, and what process listen makes of it."""
import csv
import io
import signal
import subprocess
import time

from harness import program_environment
from sparkplug_node import Broker, MOSQUITTO, Node, STRING, metric

HOUR = 3_600_000


def broker(env, *settings):
    env.need(MOSQUITTO, "mosquitto is not installed (Debian package mosquitto)")
    return Broker(env.folder, *settings)


class Listener:
    """process listen in the background, until it says that it listens."""

    def __init__(self, env, server, *words):
        self.env, self.file = env, env.folder / "run.csv"
        self.process = subprocess.Popen(
            [env.program, "process", "listen", "--broker", server.address, "--group", "plant", "--node", "R1", "-o", str(self.file), *words],
            cwd=env.folder, env=program_environment(env), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.words = ""
        while "listening" not in self.words:
            line = self.process.stderr.readline()
            assert line, self.words
            self.words += line

    def end(self, exit=0):
        _, rest = self.process.communicate(timeout=60)
        self.words += rest
        assert self.process.returncode == exit, (self.process.returncode, self.words)
        return self

    def rows(self):
        return list(csv.DictReader(io.StringIO(self.file.read_text())))[1:]  # after the units


def born(node, now):
    node.birth([metric("DO", 98.5, alias=1, time_ms=now, unit="%"), metric("X", 1.0, alias=2, time_ms=now, unit="g/L"),
                metric("phase", "growth", alias=3, kind=STRING)], now)


def now_ms():
    return int(time.time() * 1000)


def test_a_run_is_heard_and_written(env):
    with broker(env) as server:
        rebirth = server.hear("spBv1.0/plant/NCMD/R1")
        state = server.hear("spBv1.0/STATE/strandline", 2)
        time.sleep(0.5)
        listener, node, t0 = Listener(env, server), Node(server), now_ms()
        assert b"Node Control/Rebirth".hex() in rebirth.communicate(timeout=30)[0].lower()
        born(node, t0)
        for minute in range(1, 6):
            node.data([metric(alias=1, value=98.5 - minute, time_ms=t0 + minute * 1000)], t0 + minute * 1000)
        node.data([metric(alias=2, value=2.5, time_ms=t0 + 5000)], t0 + 5000)
        node.death(session=77)  # of a session that was before
        node.death()
        listener.end()
        heard = [bytes.fromhex(line.split()[1]).decode() for line in state.communicate(timeout=30)[0].splitlines()]
        assert '"online":true' in heard[0] and '"online":false' in heard[1], heard
    assert [row["DO"] for row in csv.DictReader(io.StringIO(listener.file.read_text()))][0] == "%"
    oxygen = [(float(row["time"]), float(row["DO"])) for row in listener.rows() if row["DO"] and row["DO"] != "NaN"]
    assert len(oxygen) == 6, oxygen
    for minute, (hour, value) in enumerate(oxygen):
        assert abs(hour - minute * 1000 / HOUR) < 1e-12 and value == 98.5 - minute, oxygen
    stale = [row for row in listener.rows() if row.get("DO.quality") == "stale"]
    assert len(stale) == 1, stale
    assert "told of the end of an earlier session" in listener.words


def test_lost_messages_ask_for_a_rebirth_and_bad_readings_are_marked(env):
    with broker(env) as server:
        listener, node, t0 = Listener(env, server), Node(server), now_ms()
        born(node, t0)
        commands = server.hear("spBv1.0/plant/NCMD/R1")
        time.sleep(0.3)
        node.data([metric(alias=1, value=50.0, time_ms=t0 + 1000, quality=0)], t0 + 1000)
        node.data([metric(alias=1, value=None, time_ms=t0 + 2000)], t0 + 2000)
        node.data([metric(alias=1, value=60.0, time_ms=t0 + 9 * HOUR)], t0 + 3000)  # its clock stepped
        node.data([metric(alias=1, value=97.0, time_ms=t0 - HOUR, historical=True)], t0 + 4000)
        node.data([metric(alias=1, value=70.0, time_ms=t0 + 6000)], t0 + 6000, seq=(node.seq + 3) % 256)
        # Ten seconds after the first request it may ask again.
        assert commands.communicate(timeout=40)[0], "no rebirth was asked for"
        born(node, t0 + 7000)
        node.death()
        listener.end()
    rows = {row["DO"]: row for row in listener.rows() if row["DO"]}
    assert rows["50"]["DO.quality"] == "bad"
    assert rows["60"]["DO.quality"] == "clock step"
    assert abs(float(rows["97"]["time"]) + 1) < 1e-9 and rows["97"]["DO.quality"] == ""
    assert rows["70"]["DO.quality"] == ""
    assert "2 messages never came" in listener.words, listener.words


def test_interrupted_what_was_heard_is_kept(env):
    with broker(env) as server:
        listener, node, t0 = Listener(env, server), Node(server), now_ms()
        born(node, t0)
        time.sleep(1)
        listener.process.send_signal(signal.SIGINT)
        listener.end(exit=130)
    assert any(row["DO"] == "98.5" for row in listener.rows())


def test_a_broker_that_restarts_is_found_again(env):
    with broker(env) as server:
        listener, node, t0 = Listener(env, server), Node(server), now_ms()
        born(node, t0)
        server.stop()
        server.start()
        time.sleep(3)
        node.data([metric(alias=1, value=90.0, time_ms=t0 + 1000)], t0 + 1000)
        node.death()
        listener.end()
    assert any(row["DO"] == "90" for row in listener.rows()), listener.words


def test_what_cannot_be_heard_is_told(env):
    def error(exit, *words):
        return env.run("process", "listen", "--node", "R1", "-o", "run.csv", *words, exit=exit).stderr

    assert "is no address" in error(2, "--broker", "localhost", "--group", "plant")
    with broker(env) as server:
        assert "no name in a topic" in error(2, "--broker", server.address, "--group", "a/b")
        assert "nothing was heard of plant/R1" in error(1, "--broker", server.address, "--group", "plant", "--for", "1 s")
        address = server.address
    assert "no connection to" in error(3, "--broker", address, "--group", "plant")
    assert not (env.folder / "run.csv").exists()


def test_a_password_is_asked_for(env):
    words = env.folder / "users"
    env.need(MOSQUITTO, "mosquitto is not installed (Debian package mosquitto)")
    subprocess.run(["mosquitto_passwd", "-b", "-c", str(words), "line", "s3cret"], check=True)
    words.chmod(0o644)
    (env.folder / "right").write_text("s3cret\n")
    (env.folder / "wrong").write_text("guess\n")
    with broker(env, "allow_anonymous false", f"password_file {words}") as server:
        command = ("process", "listen", "--broker", server.address, "--group", "plant", "--node", "R1", "--for", "1 s", "-o", "run.csv", "--user", "line")
        assert "not authorised" in env.run(*command, "--password-file", "wrong", exit=3).stderr
        assert "nothing was heard" in env.run(*command, "--password-file", "right", exit=1).stderr


def test_estimates_of_a_running_reactor_are_those_of_its_run(env):
    """A stored run is told to the broker row by row; its live estimates end where process estimate ends on what was heard."""
    example = env.project / "examples" / "estimate-fedbatch"
    with (example / "run.csv").open() as file:
        names, units, *rows = list(csv.reader(file))
    with broker(env) as server:
        listener = Listener(env, server, "--settings", str(example / "estimate.toml"), "--estimates", "live.tsv", "--every", "1")
        node, t0 = Node(server), now_ms() - 6 * HOUR
        node.birth([metric(name, value=None, alias=i, unit=units[i], time_ms=t0) for i, name in enumerate(names) if i > 1], t0)
        for row in rows[:80]:
            told = [metric(alias=i, value=float(cell), time_ms=round(t0 + float(row[0]) * HOUR), historical=True)
                    for i, cell in enumerate(row) if i > 1 and cell and cell.lower() != "nan" and "quality" not in names[i]]
            if told:
                node.data(told, t0)
        node.death()
        listener.end()
    assert "X " in listener.words and "±" in listener.words, listener.words
    live = list(csv.DictReader((env.folder / "live.tsv").open(), delimiter="\t"))
    env.run("process", "estimate", "run.csv", "--settings", example / "estimate.toml", "-o", "estimate.tsv", "-q")
    stored = list(csv.DictReader((env.folder / "estimate.tsv").open(), delimiter="\t"))
    assert live[-1].keys() == stored[-1].keys()
    for name, value in stored[-1].items():
        assert abs(float(live[-1][name]) - float(value)) <= 1e-6 * max(1.0, abs(float(value))), (name, live[-1], stored[-1])
