"""All commands, one module per noun; a list and nothing else."""

from desktop.cli.commands.backups import backup, backups_command, restore
from desktop.cli.commands.batches import batch
from desktop.cli.commands.budgets import budget
from desktop.cli.commands.changes import event, history, undo
from desktop.cli.commands.demonstration import demo
from desktop.cli.commands.desk import desk
from desktop.cli.commands.duplicates import duplicates
from desktop.cli.commands.enrol import enrol
from desktop.cli.commands.exchange import conflicts, export, held, inspect, merge
from desktop.cli.commands.figures import indicators, official, targets, totals
from desktop.cli.commands.keys import keys
from desktop.cli.commands.lists import fill, generate, import_list, sheet
from desktop.cli.commands.looking import show_record
from desktop.cli.commands.moves import move
from desktop.cli.commands.office import office
from desktop.cli.commands.officers import officer
from desktop.cli.commands.overview import due, list_command, needs, timeline
from desktop.cli.commands.paper import confirm_form, documents, number, print_document, prints, reprint
from desktop.cli.commands.policies import policy
from desktop.cli.commands.records import add, delete, find, set_record
from desktop.cli.commands.recovery import recovery
from desktop.cli.commands.registers import register
from desktop.cli.commands.reports import report
from desktop.cli.commands.results import results
from desktop.cli.commands.reviews import review
from desktop.cli.commands.selftest import self_test
from desktop.cli.commands.unit_records import record
from desktop.cli.commands.units import units

for command in (backup, backups_command, restore):
    register.add_command(command)

GROUPS = (
    desk,
    demo,
    register,
    officer,
    recovery,
    enrol,
    office,
    export,
    inspect,
    merge,
    held,
    timeline,
    results,
    indicators,
    targets,
    totals,
    official,
    report,
    budget,
    conflicts,
    duplicates,
    import_list,
    sheet,
    fill,
    generate,
    find,
    show_record,
    list_command,
    due,
    needs,
    add,
    set_record,
    delete,
    record,
    batch,
    event,
    move,
    review,
    units,
    history,
    undo,
    policy,
    print_document,
    reprint,
    number,
    prints,
    documents,
    confirm_form,
    keys,
    self_test,
)
