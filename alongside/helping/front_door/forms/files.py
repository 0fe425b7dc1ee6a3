"""What is asked of somebody with a spreadsheet."""

from alongside.ground.design_system import fields
from alongside.ground.design_system.forms import Form


class FileForm(Form):
    """A spreadsheet to take in."""

    file = fields.FileField(
        label="A spreadsheet of contacts", accept=(".csv", ".xlsx"), max_mb=60, missing="Select a CSV or XLSX file"
    )
