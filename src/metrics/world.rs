//! World (全局): customers and colleagues by their place in a list, and what every metric has to look up.
//!
//! Decides the keys of the grains: staff id, team, the customer's country or `ZZ`, region, channel, and the products of most rows.

mod whose;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use chrono::NaiveDate;

use super::Question;
use super::business_hours::BusinessHours;
use super::coverage::Coverage;
use super::cube::{Key, Whose};
use super::fx::Rates;
use super::read::Table;
use super::{region, under_way};
use crate::model::quick::Quick;
use crate::model::resolved::{Resolved, StaffMember};
use crate::model::view::UnderWay;
use crate::model::{Entity, Grain, Month, Origin};
use crate::policy::Policy;

pub(super) use whose::{Own, Parties};

/// Products told one by one; the others stand together.
const PRODUCTS: usize = 50;

fn sorted(texts: &mut Vec<&str>) {
    texts.sort_unstable();
    texts.dedup();
}

/// Country of those whose country nobody knows.
pub(super) const NOWHERE: &str = "ZZ";

/// A customer as resolve made it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Customer<'a> {
    pub(super) id: &'a str,
    pub(super) name: &'a str,
    pub(super) country: Option<&'a str>,
    pub(super) country_place: Option<u32>,
    pub(super) owner: Option<u32>,
    pub(super) is_person: bool,
    /// Customer type word id.
    pub(super) kind: Option<&'a str>,
    pub(super) first_seen_on: Option<NaiveDate>,
    pub(super) row_count: u32,
}

/// Everything metrics look up.
#[derive(Debug)]
pub(super) struct World<'a> {
    pub(super) resolved: &'a Resolved,
    pub(super) question: &'a Question,
    pub(super) policy: &'a Policy,
    /// Ordered by id.
    pub(super) customers: Vec<Customer<'a>>,
    /// Ordered.
    pub(super) countries: Vec<&'a str>,
    /// Teams of the staff list, ordered.
    teams: Vec<&'a str>,
    /// Channels customers came through, ordered.
    channels: Vec<&'a str>,
    /// Products of most rows, ordered.
    products: Vec<&'a str>,
    pub(super) rates: Rates,
    pub(super) coverage: Coverage,
    pub(super) hours: BusinessHours,
    /// How far the report month has come; `None` where it is over.
    pub(super) under_way: Option<UnderWay>,
    /// Scale of satisfaction that most answers use.
    pub(super) main_scale: &'a str,
    // Looked up for every event.
    /// Whose each customer is, by place: small, because every event asks.
    owned: Vec<Whose>,
    customer_places: Quick<&'a str, usize>,
    staff_places: Quick<&'a str, u32>,
    parties: RefCell<BTreeMap<Entity, Rc<[Parties]>>>,
    newest_sheet: RefCell<Origin>,
}

impl<'a> World<'a> {
    /// Reads the customers and colleagues.
    pub(super) fn new(resolved: &'a Resolved, question: &'a Question, policy: &'a Policy) -> Self {
        let staff_places = resolved.staff.iter().map(|member| member.id.as_str()).zip(0..).collect();
        let mut world = Self {
            resolved,
            question,
            policy,
            customers: Vec::new(),
            countries: Vec::new(),
            teams: resolved.staff.iter().filter_map(|member| member.team.as_deref()).collect(),
            channels: Vec::new(),
            products: Vec::new(),
            rates: Rates::read(resolved, policy),
            coverage: Coverage::read(resolved, question.month),
            hours: BusinessHours::read(resolved, policy),
            under_way: None,
            main_scale: "1-5",
            owned: Vec::new(),
            customer_places: Quick::default(),
            staff_places,
            parties: RefCell::default(),
            newest_sheet: RefCell::new(Origin::file("")),
        };
        world.under_way = under_way::find(&world.coverage, &world.hours, &policy.calendar, question.month);
        sorted(&mut world.teams);
        world.read_customers();
        world.read_channels();
        world.main_scale = super::survey::main_scale(&world);
        world.products = world.main_products();
        world
    }

    fn read_customers(&mut self) {
        let table = Table::frame(&self.resolved.customers);
        let [ids, names, countries, owners, types] =
            ["customer_id", "name", "country", "owner_id", "customer_type"].map(|name| table.texts(name));
        let (persons, seen, rows) = (table.flags("is_person"), table.dates("first_seen_on"), table.counts("row_count"));
        self.countries = countries.iter().map(|country| country.unwrap_or(NOWHERE)).collect();
        self.countries.extend(self.countries_of_nobody());
        sorted(&mut self.countries);
        for (row, id) in ids.iter().enumerate() {
            let Some(id) = id else { continue };
            self.customers.push(Customer {
                id,
                name: names[row].unwrap_or(id),
                country: countries[row],
                country_place: self.country_place(countries[row]),
                owner: owners[row].and_then(|owner| self.staff_place(owner)),
                is_person: persons[row].unwrap_or(false),
                kind: types[row],
                first_seen_on: seen[row],
                row_count: rows[row].unwrap_or(0),
            });
        }
        self.customers.sort_by_key(|customer| customer.id);
        self.owned =
            self.customers.iter().map(|customer| Whose { staff: customer.owner, country: customer.country_place, channel: None }).collect();
        self.customer_places = self.customers.iter().enumerate().map(|(place, customer)| (customer.id, place)).collect();
    }

    /// Place of a country some customer or event is in.
    pub(super) fn country(&self, country: Option<&str>) -> Option<u32> {
        self.country_place(country)
    }

    fn country_place(&self, country: Option<&str>) -> Option<u32> {
        let place = self.countries.binary_search(&country.unwrap_or(NOWHERE)).ok()?;
        u32::try_from(place).ok()
    }

    /// Place of a customer id.
    pub(super) fn customer_place(&self, id: &str) -> Option<usize> {
        self.customer_places.get(id).copied()
    }

    /// Place of a staff id.
    pub(super) fn staff_place(&self, id: &str) -> Option<u32> {
        self.staff_places.get(id).copied()
    }

    /// The colleague in a place.
    pub(super) fn member(&self, place: u32) -> Option<&'a StaffMember> {
        self.resolved.staff.get(place as usize)
    }

    /// Table of an entity.
    pub(super) fn table(&self, entity: Entity) -> Table<'a> {
        Table::of(self.resolved, entity)
    }

    /// Whether some sheet has the column; where nobody said which columns there are, it counts as present.
    pub(super) fn has_column(&self, entity: Entity, field: &str) -> bool {
        let present = &self.question.columns_present;
        present.is_empty() || present.get(&entity).is_some_and(|fields| fields.contains(&field))
    }

    /// Grain and key text of a key.
    pub(super) fn name(&self, key: Key) -> Option<(Grain, &'a str)> {
        match key {
            Key::Company => Some((Grain::Company, "")),
            Key::Staff(place) => self.member(place).map(|member| (Grain::Salesperson, member.id.as_str())),
            Key::Nobody => Some((Grain::Salesperson, "")),
            Key::Country(place) => self.countries.get(place as usize).map(|country| (Grain::Country, *country)),
            Key::Channel(place) => self.channels.get(place as usize).map(|channel| (Grain::Channel, *channel)),
            Key::Product(place) => self.products.get(place as usize).map(|product| (Grain::Product, *product)),
            Key::Products => Some((Grain::Product, "")),
            Key::Team(place) => self.teams.get(place as usize).map(|team| (Grain::Team, *team)),
            Key::Region(place) => region::ALL.get(place as usize).map(|region| (Grain::Region, *region)),
        }
    }

    /// The team of a colleague, the region of a country.
    pub(super) fn above(&self, key: Key) -> Option<Key> {
        let place = |list: &[&str], text: &str| list.iter().position(|known| *known == text).and_then(|place| u32::try_from(place).ok());
        match key {
            Key::Staff(staff) => place(&self.teams, self.member(staff)?.team.as_deref()?).map(Key::Team),
            Key::Country(country) => place(&region::ALL, region::of(self.countries.get(country as usize)?)?).map(Key::Region),
            _ => None,
        }
    }

    /// Place of a product among those told one by one.
    pub(super) fn product(&self, name: &str) -> Option<u32> {
        self.products.binary_search(&name).ok().and_then(|place| u32::try_from(place).ok())
    }

    /// A customer's channel is that of its first inquiry, else of its sheet.
    fn read_channels(&mut self) {
        let mut first: BTreeMap<usize, (Option<NaiveDate>, &'a str)> = BTreeMap::new();
        let table = self.table(Entity::Inquiry);
        let (days, channels, parties) = (table.dates("received_at"), table.texts("channel"), self.parties(table));
        for (row, (customer, _)) in parties.iter().enumerate() {
            if let (Some(place), Some(channel), Some(on)) = (*customer, channels[row], days[row]) {
                let told = (Some(on), channel);
                first.entry(place).and_modify(|known| *known = told.min(*known)).or_insert(told);
            }
        }
        let table = Table::frame(&self.resolved.customers);
        for (id, channel) in table.texts("customer_id").into_iter().zip(table.texts("channel")) {
            if let (Some(place), Some(channel)) = (id.and_then(|id| self.customer_place(id)), channel) {
                first.entry(place).or_insert((None, channel));
            }
        }
        self.channels = first.values().map(|(_, channel)| *channel).collect();
        sorted(&mut self.channels);
        for (place, (_, channel)) in first {
            let channel = self.channels.binary_search(&channel).ok().and_then(|place| u32::try_from(place).ok());
            if let Some(owned) = self.owned.get_mut(place) {
                owned.channel = channel;
            }
        }
    }

    /// The products of most rows of orders and their lines, by name.
    fn main_products(&self) -> Vec<&'a str> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for entity in [Entity::Order, Entity::OrderLine] {
            self.table(entity).texts("product").into_iter().flatten().for_each(|product| *counts.entry(product).or_default() += 1);
        }
        let mut counts: Vec<(usize, &str)> = counts.into_iter().map(|(product, count)| (count, product)).collect();
        counts.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        let mut products: Vec<&str> = counts.into_iter().take(PRODUCTS).map(|(_, product)| product).collect();
        sorted(&mut products);
        products
    }

    /// The month of the business a date falls in, cut as the report month is.
    pub(super) fn month_of(&self, date: NaiveDate) -> Month {
        self.question.month.holding(date)
    }

    /// The month a sheet names, cut as the report month is.
    pub(super) fn month_named(&self, text: &str) -> Option<Month> {
        text.parse::<Month>().ok().map(|month| month.cut_as(self.question.month))
    }

    /// Months to compute: the question's, and those that month-on-month and year-on-year compare with.
    pub(super) fn months(&self) -> Vec<Month> {
        let (month, from) = (self.question.month, self.question.from.min(self.question.month));
        let mut months = month.range_from(from);
        months.extend([month.plus(-12), month.plus(-1)]);
        months.sort_unstable();
        months.dedup();
        months
    }

    /// How far a month has come, if it is the report's and not over.
    pub(super) fn under_way_in(&self, month: Month) -> Option<UnderWay> {
        self.under_way.filter(|_| month == self.question.month)
    }

    /// Whether a salesperson was there at some time of the month.
    pub(super) fn sells_in(&self, place: u32, month: Month) -> bool {
        self.member(place).is_some_and(|member| {
            member.sells
                && member.joined_on.is_none_or(|joined| joined <= month.last())
                && member.left_on.is_none_or(|left| left >= month.first())
        })
    }

    /// Origin of a row of a table. Rows asked for one after the other mostly stand in one sheet, whose name is shared.
    pub(super) fn origin(&self, entity: Entity, row: usize) -> Origin {
        let ((file, sheet), at) = self.table(entity).place(row);
        let mut newest = self.newest_sheet.borrow_mut();
        if &*newest.file != file || &*newest.sheet != sheet {
            *newest = Origin::sheet(file, sheet);
        }
        newest.at_row(at)
    }
}
