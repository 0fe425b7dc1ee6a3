"""Places: small areas and the wards and councils they lie in, as the Office for National Statistics publishes them."""

from django.db import models


class SmallArea(models.Model):
    """A lower layer super output area (about 1,500 people), with its ward and council."""

    code = models.CharField(primary_key=True, max_length=9)
    name = models.CharField(max_length=120)
    ward_code = models.CharField(max_length=9, db_index=True)
    ward_name = models.CharField(max_length=120)
    council_code = models.CharField(max_length=9, db_index=True)
    council_name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name
