"""Rounds side by side: most of their time is waiting. Each lane has a PostgreSQL
of its own, so that what one does to it does not disturb another."""

import threading

import own_disk
import one_round
from cluster import Cluster


class Lane(threading.Thread):
    """Plays rounds until there are no more. `take` gives the next (fault,
    number) or nothing; `done` gets what came of it."""

    def __init__(self, folder, given, take, done):
        super().__init__(daemon=True)
        self.folder, self.given = folder, given
        self.take, self.done = take, done
        self.failure = None

    def run(self):
        cluster = None
        try:
            self.folder.mkdir(parents=True)
            while task := self.take():
                fault, number = task
                if getattr(fault, "OWN_DISK", False):
                    self._play_on_own_disk(fault, number)
                else:
                    cluster = cluster or Cluster(self.folder)
                    self._play(cluster, fault, number)
        except Exception as failure:
            self.failure = failure
            raise
        finally:
            if cluster:
                cluster.stop()

    def _play(self, cluster, fault, number):
        folder = self.folder.parent / f"{fault.NAME}-{number}"
        self.done(number, one_round.run(cluster, folder, fault, self.given.seed,
                                        number, self.given.strikes))

    def _play_on_own_disk(self, fault, number):
        with own_disk.mounted(self.folder / "disk") as disk:
            cluster = Cluster(disk)
            try:
                self._play(cluster, fault, number)
            finally:
                cluster.stop()
        disk.rmdir()
