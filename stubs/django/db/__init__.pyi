"""All of Django but its models is taken as it comes."""

from typing import Any

def __getattr__(name: str) -> Any: ...
