//! Report (报表): a month's view → workbooks.
//!
//! `edition` says for whom, `scope` narrows the view to what they may see, `plan` and `sheet` say what a workbook
//! consists of; `desk` holds what every sheet needs at hand, `wording` how it is said, `theme` every format, `table`
//! every list, `page` what sheets have in common; one file a sheet says what stands on it, and `publish` puts the finished
//! files into the folder.

mod book;
mod bulk;
mod crm;
mod desk;
mod detail;
mod edition;
mod entry;
#[cfg(test)]
mod fixture;
mod list;
mod migration;
mod number;
mod page;
mod paper;
mod pen;
mod plan;
mod presence;
mod print;
mod publish;
mod returnable;
mod review;
mod scope;
mod sheet;
mod summary;
mod table;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_editions;
mod theme;
mod width;
mod wording;

pub use crm::Crm;
pub use edition::{Asked, Edition};
pub use migration::{Migration, corrections, migration, templates};
pub use publish::{Published, PublishedFile, publish, retire};

use crate::error::{Error, Kind, Result};
use crate::finding::Finding;
use crate::model::resolved::StaffMember;
use crate::model::view::MonthView;
use crate::model::{Grain, folding};
use crate::policy::Policy;
use crate::words::{Language, Words};
use desk::Desk;
use plan::Plan;

/// One finished workbook.
#[derive(Debug)]
pub struct Workbook {
    /// Name below the month's folder, with `/`: `management-2026-10.xlsx`.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Lays out the month's workbooks asked for.
///
/// # Errors
/// `not_found` for a salesperson or country nobody knows; `usage` for a country edition without a country; `internal`
/// when the workbook writer refuses something.
pub fn write(view: &MonthView, findings: &[Finding], policy: &Policy, words: &Words, asked: &Asked) -> Result<Vec<Workbook>> {
    let mut made: Vec<Workbook> = Vec::new();
    let lay_out = |made: &mut Vec<Workbook>, words: &Words, view: &MonthView, findings: &[Finding], plan: Plan| -> Result<()> {
        let taken: Vec<String> = made.iter().map(|workbook| workbook.name.to_lowercase()).collect();
        let mut desk = Desk::new(view, findings, policy, words, plan);
        desk.file = desk.plan.file_name(view.month, &taken);
        made.push(book::write(&desk, desk.file.clone())?);
        made.extend(bulk::write(&desk)?);
        Ok(())
    };
    for edition in asked.editions(policy) {
        match edition {
            Edition::Management => {
                lay_out(&mut made, words, view, findings, Plan::management())?;
                lay_out(&mut made, words, view, findings, Plan::analysis())?;
                let mut desk = Desk::new(view, findings, policy, words, Plan::management());
                desk.file = format!("review-{}.xlsx", view.month);
                made.extend(review::write(&desk)?);
                made.extend(bulk::overflow(&desk)?);
            }
            Edition::Meeting => lay_out(&mut made, words, &scope::meeting(view), &[], Plan::meeting())?,
            Edition::External => lay_out(&mut made, words, &scope::external(view), &[], Plan::external())?,
            Edition::Salesperson => {
                let owners = scope::Owners::of(view);
                for member in recipients(view, asked.salesperson.as_deref())? {
                    let instead = (words.get("report.colleague"), words.get("report.handed_over"));
                    let (own, found) = scope::salesperson(view, findings, member, &owners, instead);
                    lay_out(&mut made, words, &own, &found, Plan::salesperson(&member.id, &member.name))?;
                }
            }
            Edition::Country => {
                let code = country(view, words, asked.country.as_deref())?;
                let name = words.find(&format!("value.country.{code}")).unwrap_or(&code).to_owned();
                let own: &Words = match Language::of_country(&code).filter(|_| !asked.language_named) {
                    Some(language) => Words::of(language),
                    None => words,
                };
                let name = own.find(&format!("value.country.{code}")).map_or(name, str::to_owned);
                lay_out(&mut made, own, &scope::country(view, &code), &[], Plan::country(&code, &name))?;
            }
        }
    }
    Ok(made)
}

/// The colleague asked for, or every one who has something to read: customers, figures or a hand-in.
fn recipients<'a>(view: &'a MonthView, asked: Option<&str>) -> Result<Vec<&'a StaffMember>> {
    if let Some(name) = asked {
        let key = folding::key(name);
        let is_meant = |member: &&StaffMember| {
            member.id == name || std::iter::once(&member.name).chain(&member.aliases).any(|known| folding::key(known) == key)
        };
        let member = view.staff.iter().find(is_meant).ok_or_else(|| Error::new(Kind::NotFound).with("what", name))?;
        // Of colleagues of one name each gets her own.
        let shared = view.staff.iter().filter(|other| member.shared_by.contains(&other.id)).collect();
        return Ok(if member.shared_by.is_empty() { vec![member] } else { shared });
    }
    let computed = &view.computed;
    let reads = |member: &&StaffMember| {
        let id = member.id.as_str();
        let figure = |month| computed.values.get("order_amount", month, Grain::Salesperson, id).and_then(|figure| figure.value);
        member.sells
            && member.left_on.is_none_or(|left| left >= view.month.first())
            && (computed.customers.iter().any(|line| line.owner.as_deref() == Some(id))
                || computed.hand_ins.iter().any(|line| line.staff == id)
                || figure(view.month).is_some_and(|amount| amount > 0.0))
    };
    Ok(view.staff.iter().filter(reads).collect())
}

/// The code of the country asked for, by code or name.
fn country(view: &MonthView, words: &Words, asked: Option<&str>) -> Result<String> {
    let Some(asked) = asked else {
        return Err(Error::new(Kind::Usage).with("value", "--edition country").with("cause", "--edition country --country CC"));
    };
    let key = folding::key(asked);
    let mut codes: Vec<&str> = view.computed.customers.iter().filter_map(|line| line.country.as_deref()).collect();
    codes.sort_unstable();
    codes.dedup();
    let is_meant = |code: &&str| {
        folding::key(code) == key || words.find(&format!("value.country.{code}")).is_some_and(|name| folding::key(name) == key)
    };
    let found = codes.into_iter().find(is_meant).ok_or_else(|| Error::new(Kind::NotFound).with("what", asked))?;
    Ok(found.to_owned())
}

impl From<rust_xlsxwriter::XlsxError> for Error {
    fn from(error: rust_xlsxwriter::XlsxError) -> Self {
        Self::internal(error)
    }
}
