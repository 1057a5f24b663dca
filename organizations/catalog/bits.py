"""Sets of small numbers as the bits of one ``int``: quick to join, narrow and count."""

from collections.abc import Iterable, Iterator


def bits_of(numbers: Iterable[int], size: int) -> int:
    """Return the set of ``numbers``, all of them below ``size``."""
    flags = bytearray(b"0") * (size + 1)
    for number in numbers:
        flags[~number] = 49  # the digit 1; the last digit stands for 0
    return int(flags, 2)


def numbers_in(bits: int) -> Iterator[int]:
    """Yield the numbers in a set, smallest first."""
    digits = f"{bits:b}"[::-1]
    number = digits.find("1")
    while number >= 0:
        yield number
        number = digits.find("1", number + 1)
