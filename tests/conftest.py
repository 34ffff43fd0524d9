"""No test is timed, and none touches the folders of whoever runs it."""

import atexit
import os
import shutil
import tempfile

from hypothesis import settings

# A machine that does other work beside it would fail what is right.
settings.register_profile("untimed", settings(), deadline=None)
settings.load_profile("untimed")

# What the program remembers of databases on this computer; set before anything runs, so that processes inherit it.
_STATE = tempfile.mkdtemp(prefix="csp-tui-tests-state-")
atexit.register(shutil.rmtree, _STATE, ignore_errors=True)
os.environ["XDG_STATE_HOME"] = os.environ["LOCALAPPDATA"] = _STATE
