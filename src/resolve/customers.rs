//! Customers (客户): the groups of records as they grow: customer and contact rows first, then parties named in events.

use std::collections::BTreeMap;

use super::record::{Record, Text};
use crate::model::Entity;

/// One customer in the making.
#[derive(Debug, Default, Clone)]
pub(super) struct Customer {
    /// Distinct records, as places in [`Customers::records`].
    pub records: Vec<usize>,
    /// Customer and contact rows.
    pub rows: Vec<(Entity, usize)>,
    /// What order rows say besides: details for the golden record where no better source has them.
    pub told: BTreeMap<&'static str, Text>,
    /// Entity it was found in first.
    pub found_in: Option<Entity>,
}

/// All customers and which row belongs to which.
#[derive(Debug, Default)]
pub(super) struct Customers {
    /// In canonical order; events append theirs.
    pub list: Vec<Customer>,
    /// All records; events append theirs.
    pub records: Vec<Record>,
    /// Customer of each row of each table.
    pub of: Whose,
    /// Customer of each record.
    pub of_record: Vec<usize>,
}

impl Customers {
    /// From groups of records: `groups` gives the group of each record, `of` the record of each row given, `rows` where the
    /// rows stand.
    pub(super) fn from_groups(records: Vec<Record>, groups: &[usize], of: &[usize], rows: &[(Entity, usize)]) -> Self {
        let mut place = vec![usize::MAX; groups.len()];
        let mut customers = Self { records, of_record: Vec::with_capacity(groups.len()), ..Self::default() };
        for (record, group) in groups.iter().enumerate() {
            if place[*group] == usize::MAX {
                place[*group] = customers.list.len();
                customers.list.push(Customer::default());
            }
            customers.list[place[*group]].records.push(record);
            customers.of_record.push(place[*group]);
        }
        for (row, record) in rows.iter().zip(of) {
            let at = customers.of_record[*record];
            customers.list[at].rows.push(*row);
            customers.of.insert(*row, at);
        }
        customers.list.shrink_to_fit();
        for customer in &mut customers.list {
            customer.rows.sort_unstable();
            customer.rows.shrink_to_fit();
            customer.records.shrink_to_fit();
            customer.found_in = customer.rows.first().map(|(entity, _)| *entity);
        }
        customers
    }

    /// A customer known from one record alone; its place.
    pub(super) fn add(&mut self, record: Record, found_in: Option<Entity>) -> usize {
        self.list.push(Customer { records: vec![self.records.len()], found_in, ..Customer::default() });
        self.records.push(record);
        self.of_record.push(self.list.len() - 1);
        self.list.len() - 1
    }

    /// The records of a customer.
    pub(super) fn records_of<'s>(&'s self, customer: &'s Customer) -> impl Iterator<Item = &'s Record> + Clone {
        customer.records.iter().map(|at| &self.records[*at])
    }
}

/// The customer of each row of each table; a row that names nobody has none.
#[derive(Debug, Default)]
pub(super) struct Whose(BTreeMap<Entity, Vec<Option<u32>>>);

impl Whose {
    /// Says whose a row is.
    pub(super) fn insert(&mut self, (entity, row): (Entity, usize), at: usize) {
        let rows = self.0.entry(entity).or_default();
        if rows.len() <= row {
            rows.resize(row + 1, None);
        }
        rows[row] = u32::try_from(at).ok();
    }

    /// Whose a row is.
    pub(super) fn get(&self, (entity, row): (Entity, usize)) -> Option<usize> {
        self.0.get(&entity)?.get(row).copied().flatten().map(|at| at as usize)
    }

    /// All rows that are somebody's, by table and row.
    pub(super) fn iter(&self) -> impl Iterator<Item = ((Entity, usize), usize)> + '_ {
        let rows = self.0.iter().flat_map(|(entity, rows)| rows.iter().enumerate().map(|(row, at)| ((*entity, row), *at)));
        rows.filter_map(|(row, at)| Some((row, at? as usize)))
    }
}
