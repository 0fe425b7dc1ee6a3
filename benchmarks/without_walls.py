"""The product's settings, less the second wall and the record of reads: what `benchmarks.access` measures against.

Never a way to run the product: nothing of `alongside` can be told to leave them out.
"""

from alongside.project import settings

for _name in dir(settings):
    if _name.isupper():
        globals()[_name] = getattr(settings, _name)

MIDDLEWARE = [
    "benchmarks.in_nobodys_name.InNobodysName" if one.endswith("InTheReadersName") else one
    for one in settings.MIDDLEWARE
]
