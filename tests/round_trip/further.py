"""Fills in every kind of workbook as people do, in right and wrong ways, and checks that each cell is read or listed."""

import datetime
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile

import openpyxl

PROGRAM, SAMPLES, WORK = sys.argv[1:4]
MONTH = "2026-10"
FAILED = []


def run(inputs, name, book=None, keep=False):
    """A report whose book is kept where `keep` says so; gives run.json."""
    book = book or os.path.join(WORK, name, "book")
    out = os.path.join(WORK, name, "out")
    for folder in (out,) if keep else (book, out):
        shutil.rmtree(folder, ignore_errors=True)
    command = [PROGRAM, "report", *inputs, "--month", MONTH, "--book", book, "--output", out, "--language", "zh-Hans", "--format", "json"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        sys.exit(f"{name}: exit {ran.returncode}\n{ran.stderr}")
    return json.loads(ran.stdout), os.path.join(out, MONTH)


def say(good, name, told=""):
    print(f"{'ok  ' if good else 'FAIL'} {name} {told}")
    if not good:
        FAILED.append(name)


def tables(sheet):
    """Each hidden row of ids: its row, and the columns by id."""
    for row in sheet.iter_rows():
        found = {str(cell.value): cell.column for cell in row if str(cell.value or "").startswith("@")}
        if "@key" in found:
            yield row[0].row, found


def rows_of(sheet, at, found):
    """Rows of a table: those that have a key."""
    row = at + 2
    while sheet.cell(row, found["@key"]).value not in (None, ""):
        yield row
        row += 1


def book_of(folder, *names):
    return openpyxl.load_workbook(os.path.join(folder, *names))


def save(book, name, file):
    folder = os.path.join(WORK, name, "returned")
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, file)
    book.save(path)
    return folder, path


def first_table(book, wanted):
    for sheet in book.worksheets:
        for at, found in tables(sheet):
            if wanted in found:
                return sheet, at, found
    sys.exit(f"no table with {wanted}")


def answers(folder):
    """What the management workbook lists as come back: (who, what, before, after)."""
    book = book_of(folder, f"management-{MONTH}.xlsx")
    listed = []
    for row in book["数据质量"].iter_rows(values_only=True):
        if row[0] == "收件人":
            listed = []
            continue
        listed.append(row)
    return [tuple(str(cell or "") for cell in row[:6]) for row in listed]


def has(folder, *texts):
    return any(all(any(text in cell for cell in row) for text in texts) for row in answers(folder))


def returned_fresh(name):
    shutil.rmtree(os.path.join(WORK, name), ignore_errors=True)


def main():
    plain, made = run([SAMPLES], "plain2")
    base = plain["findings"]

    # Management: a target and a setting, one as text with a unit, one as words.
    name = "management"
    returned_fresh(name)
    book = book_of(made, f"management-{MONTH}.xlsx")
    sheet, at, found = first_table(book, "@target")
    rows = list(rows_of(sheet, at, found))
    for row, typed in zip(rows, [150000, "12万", "再说"]):
        sheet.cell(row, found["@target"]).value = typed
    sheet, at, found = first_table(book, "@setting")
    sheet.cell(list(rows_of(sheet, at, found))[1], found["@setting"]).value = 42
    folder, _ = save(book, name, "管理层 填好.xlsx")
    ran, out = run([SAMPLES, folder], name)
    say(has(out, "150000") and has(out, "12万") and has(out, "42"), name, "targets and setting come back")
    say(ran["findings"].get("entry_not_understood", {}).get("all", 0) == 1, name, "words in a cell for numbers are listed")

    # Review and analysis; the analysis has no input cell, so it says nothing.
    name = "review"
    returned_fresh(name)
    book = book_of(made, f"review-{MONTH}.xlsx")
    sheet, at, found = first_table(book, "@decision")
    rows = list(rows_of(sheet, at, found))
    for row, typed in zip(rows, ["同一客户", "different customers", "看情况"]):
        sheet.cell(row, found["@decision"]).value = typed
    folder, _ = save(book, name, "review(1).xlsx")
    analysis = book_of(made, f"analysis-{MONTH}.xlsx")
    analysis["待办与关怀"]["A7"].value = "改了"
    save(analysis, name, "分析改过.xlsx")
    ran, out = run([SAMPLES, folder], name)
    say(len(ran["merges"]) == len(plain["merges"]) + 1 if isinstance(ran["merges"], list) else ran["merges"] == plain["merges"] + 1,
        name, f"one pair merged: {ran['merges']} after {plain['merges']}")
    say(ran["findings"].get("entry_not_understood", {}).get("all", 0) == 1, name, "a decision that is none is listed")

    # Dates and words as people type them; ambiguous ones are listed.
    name = "typed"
    returned_fresh(name)
    typed = [("2026/11/5", True), ("24/12/2026", True), ("2026年12月1日", True), (datetime.datetime(2026, 11, 9), True), ("20261111", True),
             (46331, True), ("5/11/2026", False), ("下周三", False), ("31/02/2026", False)]
    book = book_of(made, "salespeople", f"王芳-{MONTH}.xlsx")
    sheet, at, found = first_table(book, "@next_on")
    for row, (value, _) in zip(rows_of(sheet, at, found), typed):
        sheet.cell(row, found["@next_on"]).value = value
    folder, _ = save(book, name, "王芳.xlsx")
    ran, out = run([SAMPLES, folder], name)
    bad = sum(1 for _, good in typed if not good)
    say(ran["findings"].get("entry_not_understood", {}).get("all", 0) == bad, name, f"{bad} days of {len(typed)} are listed, the others read")
    say(sum(1 for row in answers(out) if row[1] == "下次跟进日") == len(typed) - bad, name, "days come back")

    # Replies: agreed, disputed with a reason, and changed in a later save. (A cell emptied again says what we wrote ourselves: nothing.)
    name = "replies"
    returned_fresh(name)
    book = book_of(made, "salespeople", f"王芳-{MONTH}.xlsx")
    sheet, at, found = first_table(book, "@reply")
    rows = list(rows_of(sheet, at, found))
    sheet.cell(rows[0], found["@reply"]).value = "确认"
    sheet.cell(rows[1], found["@reply"]).value = "异议"
    sheet.cell(rows[1], found["@reason"]).value = "少算一单 PI-26199"
    folder, path = save(book, name, "王芳 回复.xlsx")
    ran, out = run([SAMPLES, folder], name)
    say(has(out, "确认") and has(out, "异议") and has(out, "少算一单"), name, "replies come to the manager's list")
    sheet.cell(rows[1], found["@reply"]).value = "确认"
    os.remove(path)
    book.save(os.path.join(folder, "王芳 回复(1).xlsx"))
    again, out = run([SAMPLES, folder], name, keep=True)
    say(sum(1 for row in answers(out) if row[3] == "确认") == 2, name, "a later save supersedes the reply")

    # A cell outside, a row added, a row deleted, a key typed over, the hidden row deleted: each listed.
    name = "outside"
    returned_fresh(name)
    book = book_of(made, "salespeople", f"王芳-{MONTH}.xlsx")
    sheet, at, found = first_table(book, "@next_on")
    rows = list(rows_of(sheet, at, found))
    sheet.cell(rows[0], 2).value = "我改了这一格"
    sheet.cell(rows[1], found["@key"]).value = "C9999Z"
    sheet.cell(rows[-1] + 1, 1).value = "新客户 GmbH"
    sheet.cell(rows[-1] + 1, found["@next_action"]).value = "加了一行"
    sheet.cell(rows[5], found["@next_action"]).value = "寄样"
    sheet.delete_rows(rows[3])
    own, own_at, _ = first_table(book, "@reply")
    own.delete_rows(own_at)
    folder, _ = save(book, name, "王芳 乱改.xlsx")
    ran, out = run([SAMPLES, folder], name)
    listed = ran["findings"].get("changed_outside", {}).get("all", 0)
    say(listed >= 4, name, f"{listed} listed: cell, key, new row, lost row of ids")
    say(has(out, "寄样"), name, "the good cell is read all the same")

    # Two people contradict each other about one customer.
    name = "conflict"
    returned_fresh(name)
    reviews = []
    for text, who in (("同一客户", "甲"), ("不同客户", "乙")):
        book = book_of(made, f"review-{MONTH}.xlsx")
        sheet, at, found = first_table(book, "@decision")
        sheet.cell(next(rows_of(sheet, at, found)), found["@decision"]).value = text
        folder, path = save(book, name, f"{who}.xlsx")
        reviews.append(path)
    as_from(reviews[1], "乙")
    ran, out = run([SAMPLES, folder], name)
    say(ran["findings"].get("answers_conflict", {}).get("all", 0) == 1, name, "the conflict is shown")

    # Nothing of a colleague in a salesperson's file, in any part of it.
    names = colleagues(made)
    leaks = []
    for file in sorted(os.listdir(os.path.join(made, "salespeople"))):
        own = file.split("-")[0]
        with zipfile.ZipFile(os.path.join(made, "salespeople", file)) as parts:
            text = "\n".join(parts.read(part).decode("utf-8", "replace") for part in parts.namelist() if part.endswith((".xml", ".rels", ".vml")))
        text = re.sub(r"&amp;", "&", text)
        leaks += [(own, name) for name in names if name != own and name in text]
    say(not leaks, "privacy", f"{len(names)} names in {len(os.listdir(os.path.join(made, 'salespeople')))} files: {leaks}")
    print("known without returned workbooks:", {kind: base[kind]["all"] for kind in ("changed_outside", "entry_not_understood") if kind in base})
    sys.exit(1 if FAILED else 0)


def colleagues(made):
    return [file.split("-")[0] for file in sorted(os.listdir(os.path.join(made, "salespeople")))]


def as_from(path, who):
    """The same workbook as another recipient would send it: its mark says who."""
    rewritten = path + ".tmp"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            data = old.read(part)
            if part.endswith(".xml"):
                text = data.decode("utf-8")
                text = re.sub(r"(clientbook/1 review \S+ management)( -)?(?=[<\"&])", rf"\1 {who}", text)
                data = text.encode("utf-8")
            new.writestr(part, data)
    os.replace(rewritten, path)


main()
