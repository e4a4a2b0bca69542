"""Fills in a salesperson's workbook as people do, saves it with openpyxl and LibreOffice, and checks what is read back."""

import json
import os
import shutil
import subprocess
import sys

import openpyxl

PROGRAM, SAMPLES, WORK = sys.argv[1:4]
PERSON, MONTH = "王芳", "2026-10"
TYPED = {"@next_on": "2026-11-20", "@next_action": "寄样品并确认付款", "@expected_close": "2026-12-24", "@grade": "B", "@reason": "电话里说的"}


def report(inputs, name, *more):
    """Runs a report in a book of its own; gives run.json."""
    book, out = os.path.join(WORK, name, "book"), os.path.join(WORK, name, "out")
    for folder in (book, out):
        shutil.rmtree(folder, ignore_errors=True)
    command = [PROGRAM, "report", *inputs, "--month", MONTH, "--book", book, "--output", out, "--language", "zh-Hans", "--format", "json", *more]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        sys.exit(f"{name}: exit {ran.returncode}\n{ran.stderr}")
    return json.loads(ran.stdout), out, book


def ids(sheet):
    """The row of column ids: column by id."""
    for row in sheet.iter_rows(min_row=1, max_row=20):
        found = {str(cell.value): cell.column for cell in row if str(cell.value or "").startswith("@")}
        if len(found) > 3:
            return row[0].row, found
    return None, {}


def fill(path, rows=3):
    """Types into the first rows of the first sheet, and one reply to a figure."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    at, found = ids(sheet)
    for row in range(at + 2, at + 2 + rows):
        for column, text in TYPED.items():
            sheet.cell(row, found[column]).value = text
    own, own_at, own_found = next((one, *known) for one in book.worksheets for known in [ids(one)] if "@reply" in known[1])
    own.cell(own_at + 2, own_found["@reply"]).value = "异议"
    own.cell(own_at + 2, own_found["@reason"]).value = "少算一单"
    return book, sheet, at, found


def turned(sheet, at, found):
    """The rows in the opposite order, as after sorting."""
    first, last = at + 2, at + 1
    key = next(column for name, column in found.items() if "key" in name)
    while sheet.cell(last + 1, key).value not in (None, ""):
        last += 1
    columns = range(1, sheet.max_column + 1)
    rows = [[(sheet.cell(row, column).value, sheet.cell(row, column).hyperlink) for column in columns] for row in range(first, last + 1)]
    for row, values in zip(range(first, last + 1), reversed(rows)):
        for column, (value, _) in zip(columns, values):
            sheet.cell(row, column).value = value


def libreoffice(path, ending="xlsx"):
    """The same file as LibreOffice saves it."""
    folder = path + ".lo"
    os.makedirs(folder, exist_ok=True)
    profile = f"-env:UserInstallation=file://{WORK}/profile"
    command = ["soffice", profile, "--headless", "--norestore", "--convert-to", ending, "--outdir", folder, path]
    subprocess.run(command, capture_output=True, check=True, timeout=180)
    made = os.listdir(folder)[0]
    shutil.move(os.path.join(folder, made), path if ending == "xlsx" else path[: -len("xlsx")] + ending)
    if ending != "xlsx":
        os.remove(path)


def main():
    plain, out, _ = report([SAMPLES], "plain")
    source = os.path.join(out, MONTH, "salespeople", f"{PERSON}-{MONTH}.xlsx")
    ways = {
        "openpyxl": (f"{PERSON}.xlsx", lambda path, sheet, at, found: None),
        "sorted": (f"{PERSON}-{MONTH}(1).xlsx", lambda path, sheet, at, found: turned(sheet, at, found)),
        "hidden": ("回复 (2).xlsx", "hide"),
        "libreoffice": ("交回.xlsx", "lo"),
        "sorted_lo_ods": ("交回2.xlsx", "ods"),
    }
    failed = 0
    for name, (file, how) in ways.items():
        folder = os.path.join(WORK, name, "returned")
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        path = os.path.join(folder, file)
        shutil.copy(source, path)
        book, sheet, at, found = fill(path)
        if callable(how):
            how(path, sheet, at, found)
        if how == "hide":
            sheet.column_dimensions["C"].hidden = True
            sheet.row_dimensions[at + 3].hidden = True
            sheet.auto_filter.ref = None
        if how == "ods":
            turned(sheet, at, found)
        book.save(path)
        if how == "lo":
            libreoffice(path)
        if how == "ods":
            libreoffice(path, "ods")
        run, _, where = report([SAMPLES, folder], name)
        kinds = {kind: count for kind, count in run["findings"].items() if plain["findings"].get(kind) != count}
        answers = answers_of(where)
        wanted = {"next_on": 3, "next_action": 3, "expected_close": 3, "grade": 3, "reply": 1}
        got = {key: sum(1 for answer in answers if answer == key) for key in wanted}
        good = got == wanted and "changed_outside" not in run["findings"]
        failed += not good
        print(f"{'ok  ' if good else 'FAIL'} {name}: answers {got}; findings changed {kinds}")
    sys.exit(1 if failed else 0)


def answers_of(book):
    """Which inputs the book's journal holds."""
    found = []
    for folder, _, files in os.walk(book):
        for file in files:
            if file.startswith("answers"):
                path = os.path.join(folder, file)
                if path.endswith(".parquet"):
                    import polars

                    found += polars.read_parquet(path)["input"].to_list()
                elif path.endswith(".csv"):
                    import csv

                    with open(path, encoding="utf-8-sig", newline="") as opened:
                        found += [row["input"] for row in csv.DictReader(opened)]
    return found


main()
