//! Whose (归属): the colleague, country and channel that an event counts for.
//!
//! Decides that the colleague a row credits goes before the customer's owner, and that an event of no customer counts for the country
//! its own row names, else for an unknown one.

use std::rc::Rc;

use super::super::cube::Whose;
use super::super::read::Table;
use super::{NOWHERE, World};
use crate::model::Entity;

/// What a row names itself, by place: the colleague credited and, where it is of no customer, its own country.
#[derive(Debug, Clone, Copy, Default)]
pub(in super::super) struct Own {
    pub(in super::super) staff: Option<u32>,
    pub(in super::super) country: Option<u32>,
}

impl From<Option<u32>> for Own {
    fn from(staff: Option<u32>) -> Self {
        Self { staff, country: None }
    }
}

/// Customer of a row by place, and what the row names itself.
pub(in super::super) type Parties = (Option<usize>, Own);

impl<'a> World<'a> {
    /// Countries of the events that are of no customer.
    pub(super) fn countries_of_nobody(&self) -> Vec<&'a str> {
        let of = |table: Table<'a>| {
            let countries = table.texts("country").into_iter().zip(table.texts("customer_id"));
            countries.filter(|(_, customer)| customer.is_none()).map(|(country, _)| country.unwrap_or(NOWHERE)).collect::<Vec<_>>()
        };
        let events = self.resolved.tables.keys().filter(|entity| !matches!(entity, Entity::Customer | Entity::Contact));
        events
            .map(|entity| self.table(*entity))
            .filter(|table| table.has("customer_id") && table.lacks("customer_id"))
            .flat_map(of)
            .collect()
    }

    /// Whose an event is: the colleague credited, else the customer's owner, and the customer's country, else its own.
    pub(in super::super) fn whose(&self, customer: Option<usize>, own: impl Into<Own>) -> Whose {
        let own: Own = own.into();
        let known = customer.and_then(|place| self.owned.get(place));
        let unknown = || Whose { country: own.country.or_else(|| self.country_place(None)), ..Whose::default() };
        let owned = known.copied().unwrap_or_else(unknown);
        Whose { staff: own.staff.or(owned.staff), ..owned }
    }

    /// Whose a customer is today.
    pub(in super::super) fn owned(&self, customer: usize) -> Whose {
        self.whose(Some(customer), Own::default())
    }

    /// Customer of each row of a table, and what it names itself; looked up once a table.
    pub(in super::super) fn parties(&self, table: Table<'a>) -> Rc<[Parties]> {
        let read = || {
            let customers = table.texts("customer_id").into_iter().map(|id| id.and_then(|id| self.customer_place(id)));
            let staff = table.texts("staff_id").into_iter().map(|id| id.and_then(|id| self.staff_place(id)));
            let countries = if table.lacks("customer_id") { table.texts("country") } else { vec![None; table.len()] };
            let party = |((customer, staff), country): ((Option<usize>, Option<u32>), Option<&str>)| {
                let country = customer.is_none().then(|| self.country_place(country)).flatten();
                (customer, Own { staff, country })
            };
            customers.zip(staff).zip(countries).map(party).collect()
        };
        match table.entity() {
            Some(entity) => Rc::clone(self.parties.borrow_mut().entry(entity).or_insert_with(read)),
            None => read(),
        }
    }
}
