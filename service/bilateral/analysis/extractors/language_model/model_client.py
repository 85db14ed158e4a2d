"""Asks a language model at an OpenAI-compatible address: the one place that sends a text elsewhere."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bilateral.errors import ExtractorError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

LARGEST: Final = 1 << 20
"""Bytes of an answer; a longer one is not read on."""
_CONNECT: Final = 10.0  # seconds


class NoAnswer(Exception):  # noqa: N818  # a reason that is counted, not an error that is shown
    """There is no usable answer; `str()` is the reason in words."""


@dataclass(frozen=True, slots=True)
class ModelClient:
    """Sends messages to a model, and returns its words.

    Attributes:
        address: the base of the API, as `http://127.0.0.1:11434/v1`; redirects from it are not followed, and
            proxies that the environment names are not used.
        model: its name there.
        key: sent as bearer token, "" for none.
        timeout: seconds from the request to the last byte of the answer.
    """

    address: str
    model: str
    key: str = ""
    timeout: float = 120.0

    def ask(self, instructions: str, material: str, schema: Mapping[str, Any]) -> str:
        """Return the words of the model's answer.

        Raises:
            NoAnswer: there was none in time, or it is no answer of such an API.
            ExtractorError: the library for HTTP is not installed, or the address is none.
        """
        return _words(self._post(self._request(instructions, material, schema)))

    def _request(self, instructions: str, material: str, schema: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "model": self.model,
            "temperature": 0,
            "seed": 0,
            "messages": [
                {"role": "system", "content": instructions},
                {"role": "user", "content": material},
            ],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "findings", "strict": True, "schema": schema},
            },
        }

    def _post(self, request: Mapping[str, Any]) -> bytes:
        http = _http()
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        limits = http.Timeout(self.timeout, connect=min(_CONNECT, self.timeout))
        try:
            with (
                http.Client(timeout=limits, trust_env=False) as client,
                client.stream(
                    "POST", f"{self.address.rstrip('/')}/chat/completions", json=request, headers=headers
                ) as answer,
            ):
                return self._read(answer)
        except http.TimeoutException:
            raise NoAnswer(f"no answer within {self.timeout:g} s") from None
        except (http.InvalidURL, http.UnsupportedProtocol) as error:
            raise ExtractorError("llm", f"{self.address!r} is no address: {error}") from error
        except http.HTTPError as error:
            raise NoAnswer(f"no answer: {type(error).__name__}") from None

    def _read(self, answer: httpx.Response) -> bytes:
        """Return the body of an answer, whose bytes may come slowly, and be as many as the sender likes."""
        if not answer.is_success:
            raise NoAnswer(f"the address answered {answer.status_code}")
        until, body = time.monotonic() + self.timeout, bytearray()
        for piece in answer.iter_bytes():
            body += piece
            if len(body) > LARGEST:
                raise NoAnswer("the answer is too long")
            if time.monotonic() > until:
                raise NoAnswer(f"no answer within {self.timeout:g} s")
        return bytes(body)


def _words(body: bytes) -> str:
    """Return the content of the first choice of an answer of the API."""
    try:
        content = parse_json(body.decode("utf-8"))["choices"][0]["message"]["content"]
    except (UnicodeDecodeError, TypeError, KeyError, IndexError):
        raise NoAnswer("the answer is not that of such an API") from None
    if not isinstance(content, str):
        raise NoAnswer("the answer is not that of such an API")
    return content


def parse_json(text: str) -> Any:  # noqa: ANN401  # JSON of a stranger
    """Return what JSON says.

    Raises:
        NoAnswer: it is not JSON, or nested too deeply.
    """
    try:
        return json.loads(text)
    except ValueError:
        raise NoAnswer("the answer is not JSON") from None
    except RecursionError:
        raise NoAnswer("the answer is nested too deeply") from None


def _http() -> Any:  # noqa: ANN401  # a module
    try:
        # Loaded here: the extra llm has it, and other extractors need no HTTP.
        import httpx  # noqa: PLC0415
    except ImportError as error:
        raise ExtractorError("llm", "needs the extra: pip install 'bilateral[llm]'") from error
    return httpx
