//! The files of the folder, one module for a kind of sheet.

mod basics;
mod complaints;
mod exhibition;
mod finance;
mod follow_log;
mod inquiries;
mod ledger;
mod legacy;
mod legacy_west;
mod merchandiser;
mod monthly;
mod quotations;
mod readme;
mod samples;
mod surveys;

use std::error::Error;

use crate::delimited::{self, Dialect};
use crate::sheet::Sheet;
use crate::world::World;
use crate::{biff8, xlsx};

/// The exporter, as its own sheets head themselves.
pub(crate) const COMPANY: &str = "宁波示例澜泊家居用品有限公司";

/// One finished file.
pub(crate) struct Output {
    pub(crate) path: String,
    pub(crate) bytes: Vec<u8>,
    /// (sheet, row from 1, customer key)
    pub(crate) truth: Vec<(String, usize, String)>,
}

impl Output {
    fn new(path: &str, bytes: Vec<u8>, sheets: &[Sheet]) -> Self {
        let rows = |sheet: &Sheet| -> Vec<_> { sheet.truth.iter().map(|(row, key)| (sheet.name.clone(), row + 1, key.clone())).collect() };
        Self { path: path.to_owned(), bytes, truth: sheets.iter().flat_map(rows).collect() }
    }

    fn xlsx(path: &str, sheets: &[Sheet]) -> Result<Self, Box<dyn Error>> {
        Ok(Self::new(path, xlsx::write(sheets)?, sheets))
    }

    fn xls(path: &str, sheet: Sheet) -> Self {
        Self::new(path, biff8::write(&sheet), &[sheet])
    }

    /// The only sheet of a text file has no name of its own.
    fn csv(path: &str, mut sheet: Sheet, dialect: Dialect) -> Self {
        sheet.name = String::new();
        Self::new(path, delimited::write(&sheet, dialect), &[sheet])
    }
}

/// Every file of the folder.
pub(crate) fn all(world: &World) -> Result<Vec<Output>, Box<dyn Error>> {
    let mut list = basics::files(world)?;
    list.extend(legacy::files(world));
    list.extend(legacy_west::files(world)?);
    list.extend(ledger::files(world)?);
    list.push(merchandiser::file(world)?);
    list.push(finance::file(world)?);
    list.push(inquiries::file(world)?);
    list.push(quotations::file(world)?);
    list.push(samples::file(world)?);
    list.push(complaints::file(world)?);
    list.push(surveys::file(world)?);
    list.push(exhibition::file(world)?);
    list.extend(monthly::files(world)?);
    list.extend(follow_log::files(world)?);
    list.push(readme::file());
    Ok(list)
}
