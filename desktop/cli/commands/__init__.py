"""All commands, one module per noun; a list and nothing else."""

from desktop.cli.commands.changes import event, history, undo
from desktop.cli.commands.demonstration import demo
from desktop.cli.commands.desk import desk
from desktop.cli.commands.enrol import enrol
from desktop.cli.commands.exchange import conflicts, export, held, inspect, merge
from desktop.cli.commands.lists import generate, import_list
from desktop.cli.commands.paper import documents, print_document
from desktop.cli.commands.policies import policy
from desktop.cli.commands.records import add, delete, find, set_record
from desktop.cli.commands.registers import register
from desktop.cli.commands.selftest import self_test

GROUPS = (
    desk,
    demo,
    register,
    enrol,
    export,
    inspect,
    merge,
    held,
    conflicts,
    import_list,
    generate,
    find,
    add,
    set_record,
    delete,
    event,
    history,
    undo,
    policy,
    print_document,
    documents,
    self_test,
)
