"""Places of a country: what a ZIP code or the name of a town means, and where it lies.

Shipped with the code, so that nothing that a visitor types is asked elsewhere. Which
country's places are known follows ``COUNTRY``; one without a file has none.

>>> find("lowell ma").label
'Lowell, Massachusetts'
"""

from recovery_directory.places.distances import distance, unit
from recovery_directory.places.gazetteer import Place
from recovery_directory.places.place_names import Several, find
from recovery_directory.places.recognizing import Recognized, recognize
from recovery_directory.places.states import Region

__all__ = [
    "Place",
    "Recognized",
    "Several",
    "Region",
    "distance",
    "find",
    "recognize",
    "unit",
]
