"""Prints what this machine tells pip (files and environment) as exports for uv, which reads none of it.

Run by the environment's own Python, whose pip knows where its settings lie. What uv was told already stays.
"""

import ast
import os
import shlex
import subprocess
import sys

# pip's name, uv's name; pip puts spaces or newlines between the parts of a list.
PAIRS = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
    "trusted-host": "UV_INSECURE_HOST",
    "no-index": "UV_NO_INDEX",
    "proxy": "ALL_PROXY",
    "timeout": "UV_HTTP_TIMEOUT",
    "default-timeout": "UV_HTTP_TIMEOUT",
}
# uv wants these lists parted by commas.
COMMAS = {"UV_FIND_LINKS"}


def pip_settings() -> dict[str, str]:
    """Later sections win, as they do for pip: global, then install, then the environment."""
    listed = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True)
    by_section: dict[str, dict[str, str]] = {"global": {}, "install": {}, ":env:": {}}
    for line in listed.stdout.splitlines():
        name, _, value = line.partition("=")
        section, _, key = name.partition(".")
        if section in by_section:
            by_section[section][key] = str(ast.literal_eval(value))
    return by_section["global"] | by_section["install"] | by_section[":env:"]


def main() -> None:
    told = pip_settings()
    for key, name in PAIRS.items():
        if key in told and name not in os.environ:
            parts = told[key].split()
            print(f"export {name}={shlex.quote((',' if name in COMMAS else ' ').join(parts))}")
    # pip takes the best match of all indexes; with hashes that is safe for uv as well.
    if "UV_INDEX_STRATEGY" not in os.environ:
        print("export UV_INDEX_STRATEGY=unsafe-best-match")


if __name__ == "__main__":
    main()
