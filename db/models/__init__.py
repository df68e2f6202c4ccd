"""Tables of a register: the ledger's own, the projections, and what stays local."""

from db.models.base import Base, Entity
from db.models.ledger import (
    Definition,
    Finding,
    KeySlot,
    LedgerChange,
    LedgerDoc,
    LedgerQueue,
    LedgerStream,
    Package,
    Receipt,
    Secret,
    Setting,
    Trust,
)
from db.models.register import (
    ENTITIES,
    Classification,
    Deprivation,
    Household,
    Membership,
    Milestone,
    Officer,
    Person,
    PersonWord,
    Printed,
    Support,
    Village,
)

__all__ = [
    "ENTITIES", "Base", "Classification", "Definition", "Deprivation", "Entity", "Finding", "Household", "KeySlot", "LedgerChange",
    "LedgerDoc", "LedgerQueue", "LedgerStream", "Membership", "Milestone", "Officer", "Package", "Person", "PersonWord",
    "Printed", "Receipt", "Secret", "Setting", "Support", "Trust", "Village",
]
