#!/usr/bin/env bash
# A salesperson's workbook filled in and saved by other programs comes back whole.
#   tests/round_trip/run.sh CLIENTBOOK [FOLDER]
# Needs python3 with openpyxl and polars, and LibreOffice (soffice). Makes the samples' workbooks, fills in one of them in five ways, and
# asks each time whether the program read every answer and found nothing changed outside the input cells.
set -euo pipefail
program=$(readlink -f "$1")
samples=$(readlink -f "$(dirname "$0")/../../samples")
work=${2:-$(mktemp -d)}
mkdir -p "$work"
python3 "$(dirname "$0")/edit.py" "$program" "$samples" "$work"
# Then every kind of workbook, filled in rightly and wrongly: each cell is read or listed, and no colleague is found in a salesperson's file.
python3 -W ignore "$(dirname "$0")/further.py" "$program" "$samples" "$work"
