//! What reading and typing a folder costs, beside what no reader could do without.
//!
//! `cargo bench --bench reading -- FOLDER [POLICY]`: CPU seconds and peak memory of reading and typing, then those of the
//! yardstick: the same files merely opened, decoded and walked cell by cell. The ratio holds on any machine.
#![expect(clippy::print_stdout, reason = "a program for the terminal")]

mod meter;

use std::error::Error;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use calamine::{DataRef, Reader, Xls, Xlsx};
use clientbook::ingest::{self, Request};
use clientbook::normalise::Tidying;
use clientbook::policy::Policy;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench").map(PathBuf::from);
    let Some(folder) = arguments.next() else {
        println!("cargo bench --bench reading -- FOLDER [POLICY]");
        return Ok(());
    };
    let policy = match arguments.next() {
        Some(path) => clientbook::policy::load(&fs::read_to_string(&path)?, &path).map_err(|error| format!("{error:?}"))?,
        None => Policy::shipped(),
    };
    let (base, floor) = (meter::peak_mib(), meter::cpu_seconds());
    let mut typing = 0.0;
    let request = Request { inputs: vec![folder.clone()], ..Request::default() };
    let mut tidying = Tidying::new(&policy, None);
    let mut rows = 0;
    let (_, findings) = ingest::read_each(&request, &policy, &mut |_| (), &mut |table| {
        let before = meter::cpu_seconds();
        rows += table.rows.len();
        tidying.take(table);
        typing += meter::cpu_seconds() - before;
    })
    .map_err(|error| format!("{error:?}"))?;
    let (mut tidied, more) = tidying.finish().map_err(|error| format!("{error:?}"))?;
    let all = meter::cpu_seconds() - floor;
    println!("rows       {rows}, in {} tables; {} findings", tidied.tables.len(), findings.len() + more.len());
    println!("ingest     {:.2} CPU s", all - typing);
    println!("normalise  {typing:.2} CPU s");
    println!("peak       {:.0} MiB ({base:.0} MiB before the first file)", meter::peak_mib());
    let before = meter::cpu_seconds();
    let frames = tidied.take_frames()?;
    println!("frames     {:.2} CPU s more, {:.0} MiB, once the next stage needs them", meter::cpu_seconds() - before, meter::peak_mib());
    drop((tidied, frames, findings, more));

    let before = meter::cpu_seconds();
    let cells = walk(&folder)?;
    let yardstick = meter::cpu_seconds() - before;
    println!("yardstick  {yardstick:.2} CPU s, {cells} cells");
    println!("ratio      {:.2}; allowed 1.5 × yardstick + 1.0 s = {:.2} CPU s, used {all:.2}", all / yardstick, yardstick * 1.5 + 1.0);
    Ok(())
}

/// The cells of all files of a folder, each touched once.
fn walk(folder: &Path) -> Result<u64, Box<dyn Error>> {
    let mut cells = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            cells += walk(&path)?;
            continue;
        }
        let bytes = fs::read(&path)?;
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("xlsx") => {
                let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(&bytes))?;
                for name in workbook.sheet_names() {
                    let mut reader = workbook.worksheet_cells_reader(&name)?;
                    while let Some(cell) = reader.next_cell()? {
                        cells += u64::from(!matches!(cell.get_value(), DataRef::Empty));
                    }
                }
            }
            Some("xls") => {
                let mut workbook: Xls<_> = Xls::new(Cursor::new(&bytes))?;
                for name in workbook.sheet_names() {
                    cells += workbook.worksheet_range(&name)?.used_cells().count() as u64;
                }
            }
            Some("csv") => {
                let text = match std::str::from_utf8(&bytes) {
                    Ok(text) => text.into(),
                    Err(_) => encoding_rs::GBK.decode(&bytes).0,
                };
                let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
                let mut record = csv::StringRecord::new();
                while reader.read_record(&mut record)? {
                    cells += record.len() as u64;
                }
            }
            _ => {}
        }
    }
    Ok(cells)
}
