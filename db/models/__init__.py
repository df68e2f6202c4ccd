"""Tables of a register: the ledger's own, the projections, and what stays local; no queries, no rules."""

from db.models import budget, duplicates, figures, records, reports, review, units
from db.models.base import Base, Entity, entity_of
from db.models.budget import BudgetLine
from db.models.duplicates import DuplicateVerdict
from db.models.figures import AreaTotal, OfficialFigure, Target
from db.models.ledger import (
    Definition,
    Draft,
    Finding,
    KeySlot,
    Late,
    LedgerChange,
    LedgerDoc,
    LedgerQueue,
    LedgerStream,
    Package,
    Proof,
    Receipt,
    Secret,
    Setting,
    Trust,
)
from db.models.records import UnitRecord
from db.models.register import (
    ENTITIES,
    Classification,
    Deprivation,
    Household,
    HouseholdPlan,
    Membership,
    Milestone,
    Need,
    Officer,
    Person,
    PersonWord,
    PlanFollowUp,
    PlanMeasure,
    Printed,
    Residence,
    Support,
    Transfer,
    Village,
    root_of,
)
from db.models.reports import IssuedReport
from db.models.review import Review, ReviewMeeting, ReviewRound
from db.models.units import UnitMerger

_LATER = (budget, duplicates, figures, records, reports, review, units)
ENTITIES.update({one.name: one for room in _LATER for one in map(entity_of, room.MODELS)})

__all__ = [
    "ENTITIES",
    "AreaTotal",
    "Base",
    "BudgetLine",
    "Classification",
    "Definition",
    "Deprivation",
    "Draft",
    "DuplicateVerdict",
    "Entity",
    "Finding",
    "Household",
    "HouseholdPlan",
    "IssuedReport",
    "KeySlot",
    "Late",
    "LedgerChange",
    "LedgerDoc",
    "LedgerQueue",
    "LedgerStream",
    "Membership",
    "Milestone",
    "Need",
    "Officer",
    "OfficialFigure",
    "Package",
    "Person",
    "PersonWord",
    "PlanFollowUp",
    "PlanMeasure",
    "Printed",
    "Proof",
    "Receipt",
    "Residence",
    "Review",
    "ReviewMeeting",
    "ReviewRound",
    "Secret",
    "Setting",
    "Support",
    "Target",
    "Transfer",
    "Trust",
    "UnitMerger",
    "UnitRecord",
    "Village",
    "root_of",
]
