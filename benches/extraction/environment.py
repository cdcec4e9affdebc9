"""The interpreter of a virtual environment that has trafilatura."""

import os
import pathlib
import subprocess
import venv

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def python():
    home = pathlib.Path(os.environ.get("HPNEWS_TRAFILATURA_VENV", ROOT / "target" / "trafilatura-venv"))
    interpreter = home / "bin" / "python"
    if not interpreter.exists():
        venv.create(home, with_pip=True)
    if subprocess.run([interpreter, "-c", "import trafilatura"], capture_output=True).returncode:
        subprocess.run([interpreter, "-m", "pip", "install", "-q", "trafilatura==2.3.1"], check=True)
    return interpreter
