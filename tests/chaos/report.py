"""What came of the rounds, as they end."""

import threading

import check_the_check


class Report:
    """For all lanes: one tells at a time."""

    def __init__(self, given):
        self.given = given
        self.lock = threading.Lock()
        self.passed = self.failed = 0
        self.skipped = set()
        # Nothing yet has shown that the check finds what it is for.
        self.blind = ["no record had all that is needed to try the check"]
        self.was_tried = False

    def skip(self, fault, why):
        if fault.NAME not in self.skipped:
            print(f"{fault.NAME:15} SKIPPED: {why}", flush=True)
        self.skipped.add(fault.NAME)

    def add(self, number, outcome):
        with self.lock:
            counts = "  ".join(f"{v} {k}" for k, v in outcome.counts.items() if v)
            print(f"{outcome.fault.NAME:15} {len(outcome.steps):3} strikes "
                  f"{outcome.seconds:5.1f} s  {counts}", flush=True)
            if outcome.is_clean:
                self.passed += 1
                self._try_check(outcome)
            else:
                self.failed += 1
                self._complain(outcome, number)

    def _try_check(self, outcome):
        if self.was_tried or check_the_check.lacks(outcome.record):
            return
        self.was_tried = True
        self.blind = check_the_check.blind_spots(
            outcome.record, outcome.stored, outcome.devices)

    def _complain(self, outcome, number):
        name = outcome.fault.NAME
        print(f"  FAILED; again with: scripts/chaos --seed {self.given.seed} "
              f"--rounds {number + 1} {name}")
        for step in outcome.steps[:20]:
            print(f"    {step}")
        for line in outcome.found.lines():
            print(f"  {line}")
        print(f"  its record and log: {self.given.keep}/{name}-{number}"
              if self.given.keep else
              "  --keep FOLDER keeps its record and log", flush=True)

    def end(self):
        """The last lines, and whether all is well."""
        if self.blind:
            self.failed += 1
            print("the check does not find what it is for:", *self.blind,
                  sep="\n  ")
        else:
            self.passed += 1
            print(f"the check found each of {len(check_the_check.CORRUPTIONS)} "
                  "corruptions of a record")
        print(f"chaos: seed {self.given.seed}, {self.passed} passed, "
              f"{self.failed} failed, {len(self.skipped)} skipped")
        return not self.failed
