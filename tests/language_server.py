"""The language server that editors ask about YAML, from npm, spoken to as an editor does."""

import itertools
import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from conftest import ROOT

SERVER = ROOT / "tests" / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"


class LanguageServer:
    """A server for a folder, with what an editor's settings say under `yaml`."""

    def __init__(self, folder: Path, settings: Mapping[str, Any]) -> None:
        self._settings = {"yaml": settings}
        self._numbers = itertools.count(1)
        self._marked: dict[str, Any] = {}
        self._process = subprocess.Popen(
            ["node", str(SERVER), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        root = {"uri": folder.as_uri(), "name": folder.name}
        able = {"workspace": {"configuration": True}, "textDocument": {"hover": {"contentFormat": ["markdown"]}}}
        opened = {"rootUri": folder.as_uri(), "workspaceFolders": [root]}
        self._ask("initialize", {"processId": None, **opened, "capabilities": able})
        self._send({"method": "initialized", "params": {}})
        self._send({"method": "workspace/didChangeConfiguration", "params": {"settings": self._settings}})

    def __enter__(self) -> "LanguageServer":
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self._process.kill()
        self._process.communicate()

    def opened(self, file: Path, text: str) -> list[str]:
        """Open a file with this text; return what is marked in it, each with its line from 1."""
        document = {"uri": file.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        while file.as_uri() not in self._marked:
            self._read()
        return [f"{one['range']['start']['line'] + 1}: {one['message']}" for one in self._marked[file.as_uri()]]

    def explained(self, file: Path, line: int, column: int) -> str:
        """Return what is shown where somebody points, lines and columns from 1."""
        found = self._ask("textDocument/hover", _place(file, line, column))
        return str(found["contents"]["value"]) if found else ""

    def completed(self, file: Path, line: int, column: int) -> dict[str, str]:
        """Return the words that are offered, each with its description."""
        found = self._ask("textDocument/completion", _place(file, line, column))
        return {one["label"]: str(one.get("documentation", "")) for one in found["items"]}

    def _ask(self, method: str, params: Mapping[str, Any]) -> Any:
        number = next(self._numbers)
        self._send({"id": number, "method": method, "params": params})
        while True:
            message = self._read()
            if message.get("id") == number and "method" not in message:
                return message["result"]

    def _send(self, message: Mapping[str, Any]) -> None:
        assert self._process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        """Return the next message; what the server asks is answered, and what it marks is kept."""
        assert self._process.stdout is not None
        head = dict(line.decode().lower().split(":", 1) for line in iter(self._process.stdout.readline, b"\r\n"))
        message: dict[str, Any] = json.loads(self._process.stdout.read(int(head["content-length"])))
        if message.get("method") == "workspace/configuration":
            asked = [self._settings.get(one["section"]) for one in message["params"]["items"]]
            self._send({"id": message["id"], "result": asked})
        elif message.get("method") == "textDocument/publishDiagnostics":
            self._marked[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "method" in message and "id" in message:
            self._send({"id": message["id"], "result": None})
        return message


def _place(file: Path, line: int, column: int) -> Mapping[str, Any]:
    return {"textDocument": {"uri": file.as_uri()}, "position": {"line": line - 1, "character": column - 1}}
