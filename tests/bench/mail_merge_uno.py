"""Runs inside the Python of LibreOffice: makes a template of fields and merges `rows.csv` of a folder into one PDF.

python3 mail_merge_uno.py FOLDER COLUMNS      prints the seconds of the merge
"""

import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue


def value(name, content):
    made = PropertyValue()
    made.Name, made.Value = name, content
    return made


def connected(folder):
    """The running office."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(120):
        try:
            return resolver.resolve(f"uno:pipe,name=sohotro{folder.name};urp;StarOffice.ComponentContext")
        except Exception:
            time.sleep(0.5)
    raise SystemExit("LibreOffice does not answer")


def source(office, folder):
    """The table of the CSV as a registered data source."""
    context = office.ServiceManager.createInstanceWithContext("com.sun.star.sdb.DatabaseContext", office)
    made = context.createInstance()
    made.URL = f"sdbc:flat:{folder.as_uri()}"
    settings = {
        "HeaderLine": True, "FieldDelimiter": ",", "StringDelimiter": '"', "DecimalDelimiter": ".",
        "Extension": "csv", "CharSet": "UTF-8",
    }  # fmt: skip
    made.Info = tuple(value(name, content) for name, content in settings.items())
    made.DatabaseDocument.storeAsURL((folder / "rows.odb").as_uri(), ())
    context.registerObject("rows", made)


def template(office, folder, columns):
    """A document of two pages with a field for every column."""
    desktop = office.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", office)
    document = desktop.loadComponentFromURL("private:factory/swriter", "_blank", 0, (value("Hidden", True),))
    text = document.Text
    cursor = text.createTextCursor()
    cursor.CharFontName, cursor.CharHeight = "Liberation Serif", 7
    for n in range(columns):
        master = document.createInstance("com.sun.star.text.FieldMaster.Database")
        master.DataBaseName, master.DataTableName, master.DataColumnName = "rows", "rows", f"c{n}"
        field = document.createInstance("com.sun.star.text.TextField.Database")
        field.attachTextFieldMaster(master)
        text.insertTextContent(cursor, field, False)
        text.insertControlCharacter(cursor, 0, False)
    place = (folder / "template.odt").as_uri()
    document.storeAsURL(place, ())
    document.close(True)
    return place


def main(folder, columns):
    office = connected(folder)
    source(office, folder)
    place = template(office, folder, columns)
    merge = office.ServiceManager.createInstanceWithContext("com.sun.star.text.MailMerge", office)
    merge.DataSourceName, merge.Command, merge.CommandType = "rows", "rows", 0
    merge.DocumentURL, merge.OutputURL, merge.OutputType = place, folder.as_uri(), 2
    merge.FileNameFromColumn, merge.FileNamePrefix = False, "merged"
    merge.SaveAsSingleFile, merge.SaveFilter = True, "writer_pdf_Export"
    start = time.perf_counter()
    merge.execute(())
    print(time.perf_counter() - start)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
