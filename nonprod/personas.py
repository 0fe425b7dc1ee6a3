"""The people of the demonstration, one for each role in the journey."""

from dataclasses import dataclass

from nonprod.data import read


@dataclass(frozen=True)
class Persona:
    """Who somebody is, what they can do here, and where they work (`agency` is a key of base.yaml)."""

    key: str
    name: str
    job_title: str
    role: str
    agency: str
    is_who: str
    can: str
    team: str = "home"

    @property
    def email(self) -> str:
        """A made-up address that can never receive mail (RFC 2606)."""
        return f"{self.name.lower().replace(' ', '.')}@{self.agency.replace('_', '-')}.example"


def all_personas() -> list[Persona]:
    """Every persona, in the order the journey meets them."""
    return [
        Persona(key, entry["name"], entry["job_title"], entry["role"], entry["agency"], entry["is"], entry["can"],
                entry.get("team", "home"))
        for key, entry in read("personas").items()
    ]  # fmt: skip


def said_of(key: str) -> tuple[str, str]:
    """Who this persona is, and what they can do, a sentence each; empty for somebody who is not one."""
    persona = next((one for one in all_personas() if one.key == key), None)
    return (persona.is_who, persona.can) if persona else ("", "")
