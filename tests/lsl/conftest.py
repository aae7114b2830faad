"""LSL on this machine alone: it asks no network who is there."""

import os
import tempfile
from pathlib import Path

_CONFIG = """
[multicast]
ResolveScope = machine
AddressesOverride = {127.0.0.1}
[lab]
KnownPeers = {127.0.0.1}
[log]
level = -2
"""

# The library reads it once, as it is loaded.
_file = Path(tempfile.mkdtemp()) / "lsl_api.cfg"
_file.write_text(_CONFIG)
os.environ["LSLAPICFG"] = str(_file)
